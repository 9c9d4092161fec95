package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printUse says what the processes of the job used. Workers of a cluster that
// ran before the job are none of its processes.
func printUse(p *page, run *analyze.Run, full bool) {
	job, monitored, cpus, ray := run.Job, run.Monitored, run.Recording.CPUs, len(run.Workers) > 0
	if job == nil || job.Use == nil {
		return
	}
	var parts []string
	u := job.Use
	if u.PeakRSS.Known() {
		text := "peak " + humanize.Bytes(u.PeakRSS.V)
		if job.PeakRSS.V > u.PeakRSS.V {
			text = "peak " + humanize.Bytes(job.PeakRSS.V) + " in one process; in samples " + humanize.Bytes(u.PeakRSS.V)
		}
		if roles := rolesAtPeak(u); len(roles) > 1 && full {
			text += " (" + strings.Join(roles, ", ") + ")"
		}
		if at := atOf(job, u); at != "" {
			text += " at " + at
		}
		if len(u.Processes) > 1 && u.PeakShared.V >= u.PeakRSS.V/10 {
			text += ", up to " + humanize.Bytes(u.PeakShared.V) + " of it shared"
			if full {
				text += " and counted in each process"
			}
		}
		parts = append(parts, text)
	}
	if text := allocator(monitored); text != "" && full {
		parts = append(parts, text)
	}
	if u.CPU.Known() {
		text := "cpu " + humanize.Duration(u.CPU.V)
		if u.Cores.Known {
			text += fmt.Sprintf(", %.1f", u.Cores.V)
			if cpus.Known() {
				text += " of " + humanize.Count(cpus.V)
			}
			text += " cores"
		}
		parts = append(parts, text)
	}
	if ray && !slices.ContainsFunc(u.Roles, func(r analyze.RoleUse) bool { return r.Role == "worker" }) {
		parts = append(parts, "without Ray's processes, which ran before the job")
	}
	if len(parts) > 0 {
		p.field(plain, "memory", strings.Join(parts, "; "))
	}
}

// allocator says the most that Daft's allocator held in one process, by Daft's
// own monitor. Sorted by role, the driver comes first of equals.
func allocator(monitored []*analyze.Monitored) string {
	var top *analyze.Monitored
	for _, m := range monitored {
		if m.PeakAllocated.Positive() && (top == nil || m.PeakAllocated.V > top.PeakAllocated.V) {
			top = m
		}
	}
	if top == nil {
		return ""
	}
	text := "Daft's allocator at most " + humanize.Bytes(top.PeakAllocated.V) + " in use"
	if len(monitored) > 1 {
		text += " in one process"
		if top.Role != "" {
			text += " (" + safe(top.Role) + ")"
		}
	}
	return text
}

// killsOf says what the kernel killed for lack of memory, "" for nothing.
func killsOf(job *analyze.Job) string {
	if job.OOMKills.Positive() {
		text := "out of memory: the kernel killed " + humanize.Plural(job.OOMKills.V, "process", "processes") + " of the job's control group"
		if job.MemoryLimit.Known() {
			text += ", whose limit is " + humanize.Bytes(job.MemoryLimit.V)
		}
		return text
	}
	if !job.MachineOOMKills.Positive() {
		return ""
	}
	text := "the kernel killed " + humanize.Plural(job.MachineOOMKills.V, "process", "processes") +
		" of this machine for lack of memory while the job ran, outside of the recorder's control group"
	if job.Signal.Known() && job.Signal.V == sigKill {
		return "probably out of memory: " + text + ", and the job was killed by SIGKILL"
	}
	return text + "; whether the job's, is not known"
}

// sigKill is how the kernel kills for lack of memory.
const sigKill = 9

// rolesAtPeak says what each role had when memory was highest.
func rolesAtPeak(u *analyze.Use) []string {
	var list []string
	for _, r := range u.Roles {
		if !r.RSSAtPeak.Positive() {
			continue
		}
		name := r.Role
		if r.Processes > 1 && name == "worker" {
			name = "workers"
		}
		list = append(list, safe(name)+" "+humanize.Bytes(r.RSSAtPeak.V))
	}
	return list
}

// atOf returns how long after the job's start the peak was.
func atOf(job *analyze.Job, u *analyze.Use) string {
	if !job.Start.Known || !u.PeakAt.Known || u.PeakAt.Time < job.Start.Time {
		return ""
	}
	return humanize.Duration(analyze.Interval{Start: job.Start.Time, End: u.PeakAt.Time}.Length())
}
