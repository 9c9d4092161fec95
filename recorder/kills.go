package recorder

import (
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/process"
)

// kills are the kernel's counts of processes that it killed for lack of memory,
// at a moment; process.Unknown where it does not say. The machine's count is for
// a job, or Ray's workers, in another control group than ours.
type kills struct {
	of             process.Group
	group, machine int64
}

func countKills(of process.Group) kills {
	k := kills{of: of, group: process.Unknown, machine: process.Unknown}
	if n, ok := of.Kills(); ok {
		k.group = n
	}
	if n, ok := process.MachineKills(); ok {
		k.machine = n
	}
	return k
}

// since puts into the job's end how many there were since k.
func (k kills) since(end *format.Event) {
	now := countKills(k.of)
	for _, c := range []struct {
		column      format.IntColumn
		before, now int64
	}{{format.OOMKills, k.group, now.group}, {format.MachineOOMKills, k.machine, now.machine}} {
		if c.before != process.Unknown && c.now != process.Unknown {
			end.SetInt(c.column, max(c.now-c.before, 0))
		}
	}
}
