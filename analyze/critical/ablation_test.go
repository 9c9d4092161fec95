package critical

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// The ablation: what really removing an operator saved, against what the path of
// a recording says of it. testdata/ablation/run.py measures it.

const ablationDir = "../../testdata/ablation"

type ablationJob struct {
	Job, Engine, Set string
	BaseS            []float64 `json:"base_s"`
	RecordedS        []float64 `json:"recorded_s"`
	Arms             []ablationArm
}

type ablationArm struct {
	Arm       string
	Operators []struct{ Type, Name string }
	S         []float64
}

// covers reports whether an arm removes an operator.
func (a ablationArm) covers(o *analyze.Operator) bool {
	return o != nil && slices.ContainsFunc(a.Operators, func(x struct{ Type, Name string }) bool {
		return o.Type == x.Type && strings.Contains(o.Name, x.Name)
	})
}

// judged is one job's outcome, in percent of wall.
type judged struct {
	job                     ablationJob
	wall                    float64 // seconds, plain
	top                     string  // owner
	owned                   float64
	right, near             bool
	real, predicted, owning []float64 // by arm
}

// nearTie is how close two arms may come, in points of wall, for either to be the top.
const nearTie = 3

func judge(job ablationJob, p *Path) judged {
	j := judged{job: job, wall: median(job.BaseS)}
	wall := float64(p.Wall())
	list := p.Operators()
	for _, a := range job.Arms {
		j.real = append(j.real, 100*max(0, 1-median(a.S)/j.wall))
		var saving, owned int64
		for _, o := range list {
			if a.covers(o.Operator) {
				saving, owned = saving+o.Saving, owned+o.NS
			}
		}
		j.predicted, j.owning = append(j.predicted, 100*float64(saving)/wall), append(j.owning, 100*float64(owned)/wall)
	}
	best := slices.Max(j.real)
	j.top = "nobody"
	if len(list) > 0 {
		top := list[0]
		j.owned = 100 * float64(top.NS) / wall
		if top.Operator != nil {
			j.top = top.Operator.Name
		}
		for i, a := range job.Arms {
			if a.covers(top.Operator) && best-j.real[i] <= nearTie {
				j.right, j.near = true, j.real[i] < best
			}
		}
	}
	return j
}

func (j judged) errors() (list []float64) {
	for i := range j.real {
		list = append(list, math.Abs(j.real[i]-j.predicted[i]))
	}
	return list
}

func median(list []float64) float64 {
	s := slices.Sorted(slices.Values(list))
	if len(s)%2 == 0 {
		return (s[len(s)/2-1] + s[len(s)/2]) / 2
	}
	return s[len(s)/2]
}

func ablationJobs(t *testing.T, engine string) (jobs []ablationJob) {
	t.Helper()
	f, err := os.Open(filepath.Join(ablationDir, "results.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var j ablationJob
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		if j.Engine == engine {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// recordedEvents returns the events of a recording, of all kinds but some.
func recordedEvents(t testing.TB, path string, but ...format.Kind) []*format.Event {
	t.Helper()
	return slices.DeleteFunc(formattest.Recorded(t, path), func(e *format.Event) bool { return slices.Contains(but, e.Kind) })
}

// ablated judges all native jobs, by spans or without them.
func ablated(t *testing.T, but ...format.Kind) (list []judged) {
	t.Helper()
	for _, job := range ablationJobs(t, "native") {
		run := replayed(t, recordedEvents(t, filepath.Join(ablationDir, "recordings", job.Job+".arrow"), but...))
		paths := checked(t, job.Job, run)
		list = append(list, judge(job, paths[len(paths)-1])) // a warm-up goes before it
	}
	return list
}

// score sums up jobs of 0.3 s and more.
func score(list []judged) (jobs, right int, mean float64) {
	var errs []float64
	for _, j := range list {
		if j.wall < 0.3 {
			continue
		}
		jobs++
		if j.right {
			right++
		}
		errs = append(errs, j.errors()...)
	}
	for _, e := range errs {
		mean += e / float64(len(errs))
	}
	return jobs, right, mean
}

func TestAblation(t *testing.T) {
	with, without := ablated(t), ablated(t, format.Span)
	table := ablationTable(with, without)
	t.Log("\n" + table)
	jobs, right, mean := score(with)
	if right*10 < jobs*9 {
		t.Errorf("the top owner is right in %d of %d jobs", right, jobs)
	}
	if mean > 8 {
		t.Errorf("savings are off by %.1f points of wall on average, want 8 at most", mean)
	}
	const begin, end = "<!-- ablation -->\n", "<!-- /ablation -->"
	doc, err := os.ReadFile("../../docs/ablation.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), begin)
	inside, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/ablation.md has no marks for the table")
	}
	if *update {
		if err := os.WriteFile("../../docs/ablation.md", []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if inside != table {
		t.Error("the table of docs/ablation.md is not of these rules; run with -update and look at the difference")
	}
}

func ablationTable(with, without []judged) string {
	var b strings.Builder
	b.WriteString("| job | set | base | removed: really saved | predicted | owned | without spans | top owner |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for i, j := range with {
		var arms, predicted, owning, estimated []string
		for k, a := range j.job.Arms {
			arms = append(arms, fmt.Sprintf("%s %.0f", a.Arm, j.real[k]))
			predicted = append(predicted, fmt.Sprintf("%.0f", j.predicted[k]))
			owning = append(owning, fmt.Sprintf("%.0f", j.owning[k]))
			estimated = append(estimated, fmt.Sprintf("%.0f", without[i].predicted[k]))
		}
		verdict := func(j judged) string {
			switch {
			case j.near:
				return "right (a near tie)"
			case j.right:
				return "right"
			}
			return "**wrong**: " + j.top
		}
		fmt.Fprintf(&b, "| %s | %s | %.2f s | %s | %s | %s | %s; %s | %s |\n", j.job.Job, j.job.Set, j.wall, strings.Join(arms, ", "), strings.Join(predicted, ", "),
			strings.Join(owning, ", "), strings.Join(estimated, ", "), verdict(without[i]), verdict(j))
	}
	b.WriteString("\n| jobs of 0.3 s and more | number | top owner right, with spans | mean error of the saving | top owner right, without | mean error |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, set := range []string{"first", "held out", ""} {
		in := func(list []judged) (some []judged) {
			for _, j := range list {
				if set == "" || j.job.Set == set {
					some = append(some, j)
				}
			}
			return some
		}
		jobs, right, mean := score(in(with))
		_, right2, mean2 := score(in(without))
		if jobs == 0 {
			continue
		}
		name := set
		if set == "" {
			name = "all"
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %.1f points | %d | %.1f points |\n", name, jobs, right, mean, right2, mean2)
	}
	return b.String()
}
