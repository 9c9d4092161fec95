package finding_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
)

// The ablation on Ray: what really removing something saved, against what is
// said of a recording with it. testdata/ablation/ray_run.py measures it.

var updateAblation = flag.Bool("ablation.doc", false, "write the table of the ablation on Ray into docs/ablation.md")

const ablationDir = "../../testdata/ablation"

type rayJob struct {
	Job, Set, Recording string
	Query               int       // its place in the recording
	BaseS               []float64 `json:"base_s"`
	Arms                []rayArm
	Blind               struct { // what was said by the rules before these jobs were seen; of those held out that is what is said now
		Owner     string // "right", or the one named in its place
		Predicted []float64
	}
}

// rayArm is one thing that was removed: see ray_jobs.py.
type rayArm struct {
	Arm              string
	Operators, Kinds []string
	Stage            bool
	By               string
	S                []float64
}

func (a rayArm) covers(o *analyze.Operator) bool {
	return o != nil && slices.ContainsFunc(a.Operators, func(name string) bool { return strings.Contains(o.Name, name) })
}

// predicts returns what is said that an arm saves, in nanoseconds, and what says so.
func (a rayArm) predicts(c *finding.Case) (int64, string) {
	var s whatif.Scenario
	switch a.By {
	case "cold":
		s.NoColdStart = true
	case "free":
		s.Speedup, s.NoDriver = map[*analyze.Operator]float64{}, map[*analyze.Operator]bool{}
		for _, o := range c.Query.Operators {
			if a.covers(o) {
				s.Speedup[o] = math.Inf(1)
				if a.Stage {
					s.NoDriver[o] = true
				}
			}
		}
	default:
		for _, f := range c.Findings {
			if slices.Contains(strings.Split(a.By, "|"), f.ID) {
				return f.Saving.V, f.ID
			}
		}
		return 0, "no finding"
	}
	r := c.Model.Try(s)
	if r.Refusal != "" {
		return 0, "refused: " + r.Refusal
	}
	return r.Saving, a.By
}

// owner is who has a part of a path: an operator, or what else is waited for.
type owner struct {
	operator *analyze.Operator
	kind     critical.Kind
	ns       int64
}

func (o owner) String() string {
	switch {
	case o.operator != nil:
		return o.operator.Name
	case o.kind == critical.Run:
		return "overhead"
	}
	return string(o.kind)
}

func (a rayArm) owns(o owner) bool {
	return a.covers(o.operator) || o.operator == nil && slices.Contains(a.Kinds, o.String())
}

// owners returns those of a path, most first.
func owners(p *critical.Path) (list []owner) {
	for _, o := range p.Operators() {
		list = append(list, owner{o.Operator, critical.Run, o.NS})
	}
	for _, k := range []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Consumer, critical.Tail} {
		list = append(list, owner{nil, k, p.Sum(k)})
	}
	slices.SortStableFunc(list, func(a, b owner) int { return cmp.Compare(b.ns, a.ns) })
	return list
}

// rayJudged is one job's outcome, in percent of wall.
type rayJudged struct {
	job             rayJob
	wall            float64 // seconds
	top             owner
	owned           float64
	right, near     bool
	real, predicted []float64 // by arm
	by              []string
}

// nearTie is how close two arms may come, in points of wall, for either to be the top.
const nearTie = 3

func judgeRay(job rayJob, c *finding.Case) rayJudged {
	j := rayJudged{job: job, wall: medianOf(job.BaseS), top: owners(c.Path)[0]}
	wall := float64(c.Path.Wall())
	j.owned = 100 * float64(j.top.ns) / wall
	for _, a := range job.Arms {
		ns, by := a.predicts(c)
		j.real = append(j.real, 100*max(0, 1-medianOf(a.S)/j.wall))
		j.predicted, j.by = append(j.predicted, 100*float64(ns)/wall), append(j.by, by)
	}
	best := slices.Max(j.real)
	for i, a := range job.Arms {
		if a.owns(j.top) && best-j.real[i] <= nearTie {
			j.right, j.near = true, j.real[i] < best
		}
	}
	return j
}

func medianOf(list []float64) float64 {
	s := slices.Sorted(slices.Values(list))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

func rayJobs(t *testing.T) (jobs []rayJob) {
	f, err := os.Open(filepath.Join(ablationDir, "ray.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var j rayJob
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, j)
	}
	return jobs
}

func TestAblationOnRay(t *testing.T) {
	studies := map[string]*finding.Study{}
	var list []rayJudged
	for _, job := range rayJobs(t) {
		s := studies[job.Recording]
		if s == nil {
			s = finding.Of(recordedRun(t, filepath.Join(ablationDir, "recordings", job.Recording+".arrow")))
			studies[job.Recording] = s
		}
		if job.Query >= len(s.All()) {
			t.Fatalf("%s has %d queries", job.Recording, len(s.All()))
		}
		c := s.All()[job.Query]
		if wall := float64(c.Path.Wall()) / 1e9; math.Abs(wall-medianOf(job.BaseS)) > 0.2*wall {
			t.Errorf("%s took %.2f s, its recording %.2f s", job.Job, medianOf(job.BaseS), wall)
		}
		list = append(list, judgeRay(job, c))
	}
	table := rayTable(list) + rayScores(list)
	t.Log("\n" + table)
	jobs, right, mean, _, _ := rayScore(list)
	if jobs < 8 || right*10 < jobs*9 {
		t.Errorf("the top owner is right in %d of %d jobs", right, jobs)
	}
	if mean > 8 {
		t.Errorf("savings are off by %.1f points of wall on average, want 8 at most", mean)
	}
	if *updateAblation {
		intoDoc(t, "../../docs/ablation.md", "ray ablation", table)
	} else if doc, err := os.ReadFile("../../docs/ablation.md"); err != nil || !strings.Contains(string(doc), table) {
		t.Errorf("the table of docs/ablation.md is not of these rules; run with -ablation.doc and look at the difference (%v)", err)
	}
}

func recordedRun(t *testing.T, path string) *analyze.Run {
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// rayScore counts jobs and those whose top owner is right, and averages the
// errors of savings; then the same as first judged, blind.
func rayScore(list []rayJudged) (jobs, right int, mean float64, rightBlind int, meanBlind float64) {
	arms := 0.0
	for _, j := range list {
		jobs++
		blind := j.job.Blind.Predicted
		if len(blind) == 0 { // held out: what is said is blind
			blind = j.predicted
		}
		if j.right {
			right++
		}
		if j.job.Blind.Owner == "right" || j.job.Blind.Owner == "" && j.right {
			rightBlind++
		}
		for i := range j.real {
			arms++
			mean += math.Abs(j.real[i] - j.predicted[i])
			meanBlind += math.Abs(j.real[i] - blind[i])
		}
	}
	return jobs, right, mean / arms, rightBlind, meanBlind / arms
}

func rayScores(list []rayJudged) string {
	var b strings.Builder
	b.WriteString("\n| jobs | number | top owner right | mean error of the saving | right when first judged | mean error |\n| --- | ---: | ---: | ---: | ---: | ---: |\n")
	for _, set := range []string{"first", "held out", "all"} {
		var in []rayJudged
		for _, j := range list {
			if set == "all" || j.job.Set == set {
				in = append(in, j)
			}
		}
		if len(in) > 0 {
			jobs, right, mean, rightBlind, meanBlind := rayScore(in)
			fmt.Fprintf(&b, "| %s | %d | %d | %.1f points | %d | %.1f points |\n", set, jobs, right, mean, rightBlind, meanBlind)
		}
	}
	return b.String()
}

func rayTable(list []rayJudged) string {
	var b strings.Builder
	b.WriteString("| job | set | base | removed: really saved | predicted | by | when first judged | top owner, and what it owns | |\n| --- | --- | ---: | --- | --- | --- | --- | --- | --- |\n")
	for _, j := range list {
		var arms, predicted []string
		for k, a := range j.job.Arms {
			arms = append(arms, fmt.Sprintf("%s %.0f", a.Arm, j.real[k]))
			predicted = append(predicted, fmt.Sprintf("%.0f", j.predicted[k]))
		}
		verdict := "**wrong**"
		if j.near {
			verdict = "right (a near tie)"
		} else if j.right {
			verdict = "right"
		}
		first := "the same"
		if x := j.job.Blind; x.Owner != "" {
			var said []string
			for _, p := range x.Predicted {
				said = append(said, fmt.Sprintf("%.0f", p))
			}
			first = strings.Join(said, ", ") + "; " + x.Owner
		}
		fmt.Fprintf(&b, "| %s | %s | %.2f s | %s | %s | %s | %s | %s %.0f | %s |\n", j.job.Job, j.job.Set, j.wall, strings.Join(arms, ", "), strings.Join(predicted, ", "),
			strings.Join(slices.Compact(slices.Clone(j.by)), ", "), first, j.top, j.owned, verdict)
	}
	return b.String()
}
