//go:build e2e

package main

import (
	"os"
	"strings"
	"testing"
)

// Real Daft, with progress bars of its own, beside which it is shown how the
// queries stand; in the end the terminal is as without us.
func TestE2EView(t *testing.T) {
	b := newBench(t)
	x := inTerminal(t, []string{"DATA_DIR=" + b.data}, append([]string{"record", "-o", "run.arrow", "--"}, b.job("progress.py", "native", "0.3")...)...)
	d := x.until("two queries", func(d string) bool {
		return strings.Contains(d, "2 ") && strings.Contains(d, "UDF slow") && strings.Contains(d, "1 query finished")
	})
	rows := strings.Split(d, "\n")
	if len(rows) < 22 || !strings.Contains(rows[len(rows)-1], "Read Parquet") { // the query before had a row more
		t.Errorf("the lines are not at the bottom:\n%s", d)
	}
	_, _ = x.ptmx.WriteString("\x03")
	if code := x.ends(); code != 130 && code != 134 { // Daft may abort Python at the exit of a canceled query with a UDF
		t.Errorf("exit code %d, want 130", code)
	}
	d = x.display()
	if strings.Contains(d, "recording run.arrow") || !strings.Contains(d, "KeyboardInterrupt") || !strings.Contains(d, "daft-analyze: run.arrow: 2 queries") {
		t.Errorf("at the end:\n%s", d)
	}
	if _, err := os.Stat(x.cmd.Dir + "/run.arrow"); err != nil {
		t.Error(err)
	}
}
