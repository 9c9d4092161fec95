package gate

import "fmt"

// waited is what to make of wall time that got worse while CPU time did not, "" where
// that is not so. A neighbour on the machine does that, and so does a sleep: no
// statistics tell the two apart, runs in turns do.
func waited(checks []Check) string {
	var worse, cpu *Check
	for i := range checks {
		switch c := &checks[i]; {
		case c.Metric == Wall && c.Verdict == Regression && worse == nil:
			worse = c
		case c.Metric == CPU && c.Query == "" && c.Times != nil:
			cpu = c
		}
	}
	// It must be known to have grown by less: that it may have is not enough.
	if worse == nil || cpu == nil || cpu.Verdict != OK || worse.Times.Ratio < cpu.Times.High {
		return ""
	}
	return fmt.Sprintf("wall time got worse, CPU time of the job did not (%s times the baseline): it waited, or other programs had the processors. "+
		"Where base and new runs were not made in turns on one machine, do that to tell which", ratio(cpu.Times.Ratio))
}
