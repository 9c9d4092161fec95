package perfetto

import (
	"fmt"
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// Write writes cases of a study as a trace. Times are nanoseconds since the Unix
// epoch, as in the recording. It fails where w does.
func Write(w io.Writer, s *finding.Study, cases []*finding.Case) error {
	t := &trace{}
	t.job(timeline.OfJob(s))
	number := make(map[*analyze.Query]int, len(s.Run.Queries))
	for i, q := range s.Run.Queries {
		number[q] = i + 1
	}
	for _, c := range cases {
		t.query(timeline.Of(c), number[c.Query])
	}
	return t.write(w)
}

// job adds the job: its parts, and the memory of its processes by role.
func (t *trace) job(j *timeline.Job) {
	run := j.Study.Run
	if len(j.Parts) == 0 && (j.Study.Memory == nil || len(j.Study.Memory.Samples) == 0) {
		return
	}
	doc := "the job's process, by the recorder's clock"
	if !j.Measured {
		doc = "from the first query's start to the last one's end: the job's own was not recorded"
	}
	root := t.track(0, "job", doc)
	names := map[timeline.PartKind]string{timeline.Before: "before the first query", timeline.During: "in queries", timeline.Between: "between queries", timeline.After: "after the last query"}
	if j.From < j.To {
		args := list("outcome", jobOutcome(run.Job), "recording", string(run.Recording.State), "queries", len(run.Queries))
		t.begin(root, int64(j.From), "job", "job", args...)
		for _, p := range j.Parts {
			t.slice(root, int64(p.Start), int64(p.End), names[p.Kind], "job")
		}
		t.end(root, int64(j.To))
	}
	if j.Study.Memory != nil {
		t.memory(root, j)
	}
}

func jobOutcome(j *analyze.Job) string {
	switch {
	case j == nil:
		return ""
	case j.ExitCode.Known():
		return fmt.Sprintf("exited with %d", j.ExitCode.V)
	case j.Signal.Known():
		return fmt.Sprintf("ended by signal %d", j.Signal.V)
	}
	return "its end was not recorded"
}

// memory adds a counter of all processes and one for each role.
func (t *trace) memory(root int, j *timeline.Job) {
	samples := j.Study.Memory.Samples
	if len(samples) == 0 {
		return
	}
	const doc = "resident memory by samples of the recorder; what processes share is counted in each"
	all := t.counter(root, "memory", "bytes", doc)
	var roles []string
	tracks := map[string]int{}
	for _, x := range j.Study.Run.Job.Use.Roles {
		roles = append(roles, x.Role)
		tracks[x.Role] = t.counter(all, "memory of "+x.Role, "bytes", doc)
	}
	last := map[string]int64{}
	for _, s := range samples {
		t.value(all, int64(s.Time), float64(s.Bytes))
		for _, r := range roles {
			if v := s.ByRole[r]; v != last[r] {
				t.value(tracks[r], int64(s.Time), float64(v))
				last[r] = v
			}
		}
	}
}

// list makes arguments of names and values; what is not known, or empty, is left
// out.
func list(pairs ...any) (args []arg) {
	for i := 0; i+1 < len(pairs); i += 2 {
		name := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case analyze.Value:
			if v.Known() {
				args = append(args, arg{name, v.V})
			}
		case string:
			if v != "" {
				args = append(args, arg{name, v})
			}
		case bool:
			if v {
				args = append(args, arg{name, v})
			}
		default:
			args = append(args, arg{name, v})
		}
	}
	return args
}

// rounded writes a length for people, beside the exact one that the slice has.
func rounded(ns int64) string { return humanize.Duration(ns) }
