// Command daft-analyze records what a Daft job did, and works out afterwards
// where its time went. docs/cli.md describes its commands.
package main

import (
	"os"

	"github.com/daft-analyze/daft-analyze/recorder/guard"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == guard.Argument { // before anything else: it is started for each job
		os.Exit(guard.Main(os.Args[2:]))
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
