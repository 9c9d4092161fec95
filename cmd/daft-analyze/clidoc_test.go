package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// docs/cli.md says of every command what its --help says.
func TestCommandLineReference(t *testing.T) {
	root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard})
	root.InitDefaultCompletionCmd()
	var b strings.Builder
	b.WriteString(`# Command line

Made from the program's own help by 'go test ./cmd/daft-analyze -update'; do not edit.

Exit codes: 0 done, also where a recording is damaged but readable, which is warned of on standard error; 2 wrong usage, nothing
readable, or an internal error, said in one line on standard error. 'record' has its own, see there.

Output that goes to no terminal is plain and the same from run to run. COLUMNS sets the width of text, 100 without a terminal; NO_COLOR turns
colours off, CLICOLOR_FORCE=1 on where there is no terminal.
`)
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n    %s\n", c.Name(), prose(c), c.UseLine())
		if c.HasExample() {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", c.Example)
		}
		if flags := c.LocalFlags().FlagUsagesWrapped(100); flags != "" {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", strings.TrimRight(flags, "\n"))
		}
	}
	path := filepath.Join("..", "..", "docs", "cli.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the commands' help says; 'go test ./cmd/daft-analyze -update' rewrites it", path)
	}
}

func prose(c *cobra.Command) string {
	if c.Name() == "completion" {
		return c.Short + ": bash, zsh, fish or powershell. `daft-analyze completion bash --help` says how to load it."
	}
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}
