package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func TestUseLine(t *testing.T) {
	const (
		begin  = "recording_start source=recorder clock=recorder time_ns=1000000000 arrival_ns=1000000000 cpus=2\n"
		job    = "job_start source=recorder clock=recorder time_ns=1000000000 arrival_ns=1000000000 pid=7 arguments=[\"x\"] memory_limit_bytes=2147483648\n"
		sample = "process_sample source=recorder clock=recorder time_ns=2000000000 arrival_ns=2000000000 "
		end    = "job_end source=recorder clock=recorder time_ns=5000000000 arrival_ns=5000000000 pid=7 "
	)
	for _, c := range []struct{ name, events, want string }{
		{"nothing sampled", job + end + "exit_code=0", ""},
		{"one process", job + sample + "pid=7 ppid=1 role=driver rss_bytes=1048576 cpu_ns=2000000000\n" + end + "exit_code=0",
			"peak 1.0 MiB at 1.00 s; cpu 2.00 s, 0.5 of 2 cores"},
		{"roles, and shared memory", job + sample + "pid=7 ppid=1 role=driver rss_bytes=1048576\n" +
			sample + "pid=8 ppid=7 role=worker rss_bytes=2097152 shared_bytes=1048576\n" + sample + "pid=9 ppid=7 role=worker rss_bytes=1048576\n" + end + "exit_code=0",
			"peak 4.0 MiB at 1.00 s, up to 1.0 MiB of it shared"},
		{"more between two samples", job + sample + "pid=7 ppid=1 role=driver rss_bytes=1048576\n" + end + "exit_code=0 peak_rss_bytes=3145728",
			"peak 3.0 MiB in one process; in samples 1.0 MiB at 1.00 s"},
		{"a cluster that ran before", job + sample + "pid=7 ppid=1 role=driver rss_bytes=1048576\n" +
			"task_schedule source=dashboard clock=runner time_ns=2000000000 arrival_ns=2000000000 payload=1 query_id=q task_id=0 worker_id=w\n" + end + "exit_code=0",
			"peak 1.0 MiB at 1.00 s; without Ray's processes, which ran before the job"},
		{"killed for lack of memory", job + end + "signal=9 oom_kills=1",
			"out of memory: the kernel killed 1 process of the job's control group, whose limit is 2.0 GiB"},
		{"killed in another group", job + end + "signal=9 oom_kills=0 machine_oom_kills=1",
			"probably out of memory: the kernel killed 1 process of this machine for lack of memory while the job ran, outside of the recorder's control group, and the job was killed by SIGKILL"},
		{"somebody was killed", job + end + "exit_code=1 machine_oom_kills=2",
			"the kernel killed 2 processes of this machine for lack of memory while the job ran, outside of the recorder's control group; whether the job's, is not known"},
		{"both counted", job + end + "signal=9 oom_kills=1 machine_oom_kills=3",
			"out of memory: the kernel killed 1 process of the job's control group, whose limit is 2.0 GiB"},
		{"no kills", job + end + "exit_code=0 oom_kills=0", ""},
		{"still running", job + sample + "pid=7 ppid=1 role=driver cpu_ns=2000000000", "cpu 2.00 s"},
	} {
		run, err := analyze.Replay(formattest.NewReader(formattest.Events(t, begin+c.events)))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := Explain(&out, finding.Of(run), ExplainOptions{Path: "run.arrow", Width: 200}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.SplitSeq(out.String(), "\n") {
			if line = strings.TrimSpace(line); strings.Contains(line, "memory") || strings.HasPrefix(line, "the kernel killed") {
				got = append(got, strings.TrimSpace(strings.TrimPrefix(line, "memory    ")))
			}
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
