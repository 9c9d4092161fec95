package html

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/report"
)

// timeData is a query over time: lanes of bars, marks and curves.
type timeData struct {
	Unit   string      `json:"unit"`
	Length exact       `json:"length"`
	Lanes  []laneData  `json:"lanes"`
	Kinds  []string    `json:"kinds"`
	Bars   barsData    `json:"bars"`
	Marks  []markData  `json:"marks"`
	Path   *pathData   `json:"path"` // natively
	Curves []curveData `json:"curves"`
	Notes  []string    `json:"notes"`
}

type laneData struct {
	Group    string `json:"group"`
	Label    string `json:"label"`
	Operator exact  `json:"operator"`
}

// barsData are columns, one place a bar. A start that is null is that of the
// task's last schedule, a length that is null is the task's wall: most are.
type barsData struct {
	Lane    []int     `json:"lane"`
	Start   numbers   `json:"start"`
	Length  numbers   `json:"length"`
	Delta   bool      `json:"delta"` // of starts
	Kind    []int     `json:"kind"`
	OnPath  []int     `json:"path"`    // bars that lie on the path
	Row     []int     `json:"row"`     // of the table of tasks, -1 natively
	Attempt []int     `json:"attempt"` // 0 natively
	Level   []float64 `json:"level"`   // natively
}

// pathData says where the path lies in lanes, one place a stretch.
type pathData struct {
	Lane  []int   `json:"lane"`
	Start []exact `json:"start"`
	End   []exact `json:"end"`
	Share []int   `json:"share"` // of the path there, in thousandths
}

type markData struct {
	At      exact  `json:"at"`
	To      exact  `json:"to"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	Task    exact  `json:"task"`
	Finding int    `json:"finding"` // number from 1, 0 for none
	Index   int    `json:"index"`   // of the finding, -1 for none
}

type curveData struct {
	Name      string    `json:"name"`
	Unit      string    `json:"unit"`
	At        []exact   `json:"at"`
	Value     []float64 `json:"value"`
	Room      exact     `json:"room"`
	Estimated bool      `json:"estimated"`
}

var barKinds = []timeline.BarKind{timeline.Running, timeline.Waiting, timeline.Retry, timeline.Failed, timeline.Cancelled, timeline.Open, timeline.Reading, timeline.Seen}

func timeOf(t *timeline.Timeline) *timeData {
	since := func(at int64) exact { return whole(saturate.Sub(at, int64(t.From))) }
	d := &timeData{Unit: string(t.Unit), Length: whole(t.Length()), Lanes: []laneData{}, Marks: []markData{}, Curves: []curveData{}, Notes: notesOf(t)}
	kinds := map[timeline.BarKind]int{}
	for i, k := range barKinds {
		d.Kinds = append(d.Kinds, string(k))
		kinds[k] = i
	}
	rows := make(map[*analyze.Task]int, len(t.Case.Query.Tasks))
	for i, task := range t.Case.Query.Tasks {
		rows[task] = i
	}
	b := &d.Bars
	for _, g := range t.Groups {
		group := groupName(t, g)
		for _, l := range g.Lanes {
			lane := laneData{Group: group, Label: fmt.Sprint(l.Slot)}
			if l.Operator != nil {
				lane.Label, lane.Operator = report.OperatorName(l.Operator), whole(l.Operator.ID)
				for _, s := range l.OnPath {
					if d.Path == nil {
						d.Path = &pathData{}
					}
					d.Path.Lane = append(d.Path.Lane, len(d.Lanes))
					d.Path.Start = append(d.Path.Start, since(int64(s.Start)))
					d.Path.End = append(d.Path.End, since(int64(s.End)))
					d.Path.Share = append(d.Path.Share, int(saturate.Scale(s.NS, 1000, max(s.Length(), 1))))
				}
			}
			for _, x := range l.Bars {
				if x.OnPath {
					b.OnPath = append(b.OnPath, len(b.Lane))
				}
				row := -1
				if x.Task != nil {
					row = rows[x.Task]
				} else {
					b.Level = append(b.Level, x.Level)
				}
				b.Lane, b.Kind, b.Row, b.Attempt = append(b.Lane, len(d.Lanes)), append(b.Kind, kinds[x.Kind]), append(b.Row, row), append(b.Attempt, x.Attempt)
				start, length := since(int64(x.Start)), whole(x.Length())
				if q := t.Case.Query; x.Task != nil && q.Start.Known && q.Start.Time == t.From {
					if s := x.Task.LastScheduled; s.Known && s.Time == x.Start {
						start.known = false
					}
					if w := x.Task.Wall(); w.Known() && w.V == length.v {
						length.known = false
					}
				}
				b.Start, b.Length = append(b.Start, number{exact: start}), append(b.Length, number{exact: length})
			}
			d.Lanes = append(d.Lanes, lane)
		}
	}
	b.Delta = b.Start.deltas()
	for _, m := range t.Marks {
		x := markData{At: since(int64(m.Time)), To: since(int64(m.To)), Kind: string(m.Kind), Text: report.Safe(m.Text), Finding: m.Number, Index: -1}
		for i := range t.Case.Findings {
			if m.Finding == &t.Case.Findings[i] {
				x.Index = i
			}
		}
		if m.Task != nil {
			x.Task = whole(m.Task.ID)
		}
		d.Marks = append(d.Marks, x)
	}
	for _, c := range t.Curves {
		x := curveData{Name: string(c.Name), Unit: c.Unit, Room: exactOf(c.Room), Estimated: c.Estimated}
		for _, p := range c.Points {
			x.At, x.Value = append(x.At, since(int64(p.Time))), append(x.Value, p.Level)
		}
		x.At, x.Value = append(x.At, since(int64(c.To))), append(x.Value, x.Value[len(x.Value)-1])
		d.Curves = append(d.Curves, x)
	}
	return d
}

func groupName(t *timeline.Timeline, g timeline.Group) string {
	switch {
	case t.Unit == timeline.Operators:
		return "operators"
	case g.Worker == nil:
		return "unknown worker"
	case g.Died:
		return g.Worker.Label + " (probably died)"
	}
	return g.Worker.Label
}

// notesOf says what the timeline leaves out, and by whose clocks it is.
func notesOf(t *timeline.Timeline) []string {
	notes := []string{}
	for _, n := range []struct {
		n    int
		text string
	}{{t.Left, "not drawn, as their times are not known"}, {t.Unrun, "never given to a worker"}} {
		if n.n > 0 {
			notes = append(notes, fmt.Sprintf("%s %s", report.Tasks(n.n), n.text))
		}
	}
	if t.Outside > 0 {
		notes = append(notes, fmt.Sprintf("%d go on outside of the query and are cut off there", t.Outside))
	}
	var clocks []string
	for _, c := range t.Clocks {
		text := fmt.Sprintf("%s: the %s's clock", c.What, c.Clock)
		if c.Moved != 0 {
			text += ", moved by " + report.Duration(analyze.Measured.Of(c.Moved))
		}
		clocks = append(clocks, text)
	}
	if len(clocks) > 0 {
		notes = append(notes, strings.Join(clocks, "; "))
	}
	return notes
}
