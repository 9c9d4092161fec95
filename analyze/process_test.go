package analyze

import (
	"fmt"
	"strings"
	"testing"
)

// sample returns the text of a sample; more is what it knows beside pid, ppid and role.
func sample(ms int64, pid, ppid int, role, more string) []string {
	return []string{recorder("process_sample", ms, fmt.Sprintf("pid=%d ppid=%d role=%s %s", pid, ppid, role, more))}
}

func TestUse(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []string
		end    string
		want   string
	}{
		{"none", nil, "", "-"},
		{"one process", lines(sample(0, 7, 1, "driver", "cpu_ns=5 rss_bytes=100 shared_bytes=30"), sample(100, 7, 1, "driver", "cpu_ns=50 rss_bytes=90")), "",
			"2 looks peak=100 shared=30 at=0 cpu=50 | driver 1 peak=100 at=100 cpu=50"},
		{"the peak is of the sum", lines(sample(0, 7, 1, "driver", "rss_bytes=100"), sample(0, 8, 7, "worker", "rss_bytes=10"), sample(0, 9, 7, "worker", "rss_bytes=20"),
			sample(100, 7, 1, "driver", "rss_bytes=60"), sample(100, 8, 7, "worker", "rss_bytes=80")), "",
			"2 looks peak=140 shared=0 at=100 cpu=- | driver 1 peak=100 at=60 cpu=- | worker 2 peak=80 at=80 cpu=-"},
		{"the system's account of what it waited for, and the last sample of the others",
			lines(sample(0, 7, 1, "driver", "cpu_ns=100"), sample(0, 8, 7, "other", "cpu_ns=200"), sample(0, 9, 1, "raylet", "cpu_ns=1000")), "cpu_ns=500 peak_rss_bytes=77",
			"1 looks peak=- shared=- at=- cpu=1500 | driver 1 peak=- at=- cpu=100 | raylet 1 peak=- at=- cpu=1000 | other 1 peak=- at=- cpu=200"},
		{"children that nobody waited for", lines(sample(0, 7, 1, "driver", "cpu_ns=100"), sample(0, 8, 7, "other", "cpu_ns=900")), "cpu_ns=500",
			"1 looks peak=- shared=- at=- cpu=1000 | driver 1 peak=- at=- cpu=100 | other 1 peak=- at=- cpu=900"},
		{"an id used again", lines(sample(0, 7, 1, "driver", "cpu_ns=100"), sample(0, 8, 1, "other", "cpu_ns=900"), sample(100, 8, 1, "other", "cpu_ns=10")), "",
			"2 looks peak=- shared=- at=- cpu=1010 | driver 1 peak=- at=- cpu=100 | other 2 peak=- at=- cpu=910"},
		{"parents in a circle", lines(sample(0, 8, 9, "other", "cpu_ns=1"), sample(0, 9, 8, "other", "cpu_ns=2")), "cpu_ns=10",
			"1 looks peak=- shared=- at=- cpu=13 | other 2 peak=- at=- cpu=3"},
		{"absurd numbers", lines(sample(0, 7, 1, "driver", "rss_bytes=-5 shared_bytes=99 cpu_ns=-1"), sample(100, 7, 1, "driver", "rss_bytes=9223372036854775807"), sample(100, 8, 7, "x", "rss_bytes=9223372036854775807")), "",
			"2 looks peak=9223372036854775807 shared=0 at=100 cpu=- | driver 1 peak=9223372036854775807 at=9223372036854775807 cpu=- | x 1 peak=9223372036854775807 at=9223372036854775807 cpu=-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := replayText(t, recorder("job_start", 0, "pid=7"), c.events, recorder("job_end", 1000, "pid=7 exit_code=0 "+c.end))
			if got := showUse(run.Job); got != c.want {
				t.Errorf("\n%s, want\n%s", got, c.want)
			}
			checkRun(t, run)
		})
	}
}

func showUse(j *Job) string {
	u := j.Use
	if u == nil {
		return "-"
	}
	at := "-"
	if u.PeakAt.Known {
		at = fmt.Sprint(int64(u.PeakAt.Time-j.Start.Time) / 1e6)
	}
	list := []string{fmt.Sprintf("%d looks peak=%s shared=%s at=%s cpu=%s", u.Samples, val(u.PeakRSS), val(u.PeakShared), at, val(u.CPU))}
	for _, r := range u.Roles {
		list = append(list, fmt.Sprintf("%s %d peak=%s at=%s cpu=%s", r.Role, r.Processes, val(r.PeakRSS), val(r.RSSAtPeak), val(r.CPU)))
	}
	return strings.Join(list, " | ")
}

func TestUseOfCores(t *testing.T) {
	run := replayText(t, recorder("job_start", 0, "pid=7 memory_limit_bytes=4096"), sample(0, 7, 1, "driver", "cpu_ns=1"),
		recorder("job_end", 1000, "pid=7 signal=9 cpu_ns=1500000000 peak_rss_bytes=77 oom_kills=1"))
	j := run.Job
	if j.Use.Cores != (Ratio{1.5, true}) || j.MemoryLimit != measured(4096) || j.OOMKills != measured(1) || j.PeakRSS != measured(77) {
		t.Errorf("%+v, cores %v", j, j.Use.Cores)
	}
}
