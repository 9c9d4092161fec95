// Command daft-analyze records what a Daft job did, and works out afterwards
// where its time went. docs/cli.md describes its commands.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
