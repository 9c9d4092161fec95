package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// ProgressOptions say how Progress draws.
type ProgressOptions struct {
	Path   string // of the recording that is being written
	Like   string // path of the recording that it is measured by, "" for none
	Width  int    // in cells, of the terminal
	Height int    // lines at most
	Color  bool   // with terminal escapes
}

// Least sizes below which nothing is drawn.
const (
	progressWidth  = 30
	progressHeight = 2
)

// queriesShown is how many open queries get a line of their own.
const queriesShown = 3

// Progress draws how a running job stands, in few lines that each fit the
// width; none where there was no query yet, or is no room.
func Progress(s analyze.Snapshot, o ProgressOptions) []string {
	if len(s.Open) == 0 && s.Last == nil || o.Width < progressWidth || o.Height < progressHeight {
		return nil
	}
	d := progressDrawing{width: o.Width, color: o.Color}
	d.line(dim, "", progressHead(s, o))
	if len(s.Open) == 0 {
		d.line(bold, fmt.Sprintf("%d %s  ", s.Last.Number, clip(safe(s.Last.ID), 24)), []string{endedText(s.Last)})
		return d.lines
	}
	latest := s.Open[len(s.Open)-1]
	shown := s.Open[max(0, len(s.Open)-min(queriesShown, o.Height-1)):]
	for _, q := range shown {
		d.line(bold, fmt.Sprintf("%d %s  ", q.Number, clip(safe(q.ID), 24)), queryStanding(q), leftTexts(q, o)...)
	}
	for _, l := range operatorLines(latest, o.Height-len(d.lines), o.Width) {
		d.line(plain, "  ", l)
	}
	return d.lines
}

// ProgressTitle says in one line, without escapes, how a running job stands; ""
// where no query is open.
func ProgressTitle(s analyze.Snapshot, o ProgressOptions) string {
	if len(s.Open) == 0 {
		return ""
	}
	q := s.Open[len(s.Open)-1]
	text := fmt.Sprintf("%d %s  %s %s", q.Number, safe(q.ID), q.Activity, humanize.Clock(q.Elapsed))
	if q.Tasks.Submitted > 0 {
		text += fmt.Sprintf("  %s/%s tasks", humanize.Count(q.Tasks.Done), humanize.Count(q.Tasks.Submitted))
	}
	return safe(text + "  " + leftTexts(q, o)[0])
}

// endedText says how a query ended, in Daft's words.
func endedText(q *analyze.EndedQuery) string {
	return strings.ToLower(q.Outcome) + " after " + humanize.Clock(q.Wall)
}

type progressDrawing struct {
	width int
	color bool
	lines []string
}

// line writes a head, in a style, items as far as they fit, and what is last: the
// first of several versions that leaves room for an item.
func (d *progressDrawing) line(s style, head string, items []string, last ...string) {
	tail := ""
	text, room := "", d.width-cells(head)
	for _, tail = range last {
		if cells(items[0])+2+cells(safe(tail)) <= room {
			break
		}
	}
	if tail != "" {
		room -= cells(safe(tail)) + 2
	}
	for _, item := range items {
		item = safe(item)
		if item == "" || text != "" && cells(text)+2+cells(item) > room {
			continue
		}
		if text != "" {
			text += "  "
		}
		text += item
	}
	if tail != "" {
		text += "  " + safe(tail)
	}
	whole := clip(head+text, d.width)
	if d.color && s != plain {
		if head != "" && strings.HasPrefix(whole, head) {
			whole = string(s) + head + unstyled + whole[len(head):]
		} else {
			whole = string(s) + whole + unstyled
		}
	}
	d.lines = append(d.lines, whole)
}

func progressHead(s analyze.Snapshot, o ProgressOptions) []string {
	items := []string{"daft-analyze: recording " + o.Path}
	if s.Finished > 0 {
		items = append(items, humanize.Plural(s.Finished, "query", "queries")+" finished")
	}
	if s.Failed > 0 {
		items = append(items, humanize.Count(s.Failed)+" failed or canceled")
	}
	if more := int64(len(s.Open)) + s.Hidden; more > 1 {
		items = append(items, humanize.Count(more)+" open")
	}
	if s.Lost > 0 {
		items = append(items, humanize.Count(s.Lost)+" lost")
	}
	return items
}

// queryStanding says what a query is doing, the most important first.
func queryStanding(q analyze.QueryProgress) []string {
	items := []string{string(q.Activity) + " " + humanize.Clock(q.Elapsed)}
	t := q.Tasks
	if t.Submitted > 0 {
		text := fmt.Sprintf("tasks: %s done, %s running, %s queued", humanize.Count(t.Done), humanize.Count(t.Running), humanize.Count(t.Queued))
		if t.Failed > 0 {
			text += ", " + humanize.Count(t.Failed) + " failed"
		}
		if t.Retried > 0 {
			text += ", " + humanize.Count(t.Retried) + " tried again"
		}
		items = append(items, text)
	}
	if q.Rate.Known && q.Rate.PerSecond > 0 && q.Quiet < 2e9 {
		items = append(items, "reads "+humanize.CountShort(q.Rate.PerSecond)+" rows/s")
	}
	if q.Activity == analyze.Working && q.Quiet >= 2e9 {
		items = append(items, "no counter moved for "+humanize.Clock(q.Quiet))
	}
	return items
}

// leftTexts says how long a query still takes, or why that is not known; then
// the same in short.
func leftTexts(q analyze.QueryProgress, o ProgressOptions) []string {
	l := q.Left
	short, why := "left: unknown", l.Why
	switch {
	case l.Kind == analyze.LeftRange:
		short, why = "left: "+humanize.RoughRange(l.Low, l.High), "by "+string(l.Basis)
	case l.Kind == analyze.LeftFloor && l.Low < 1e9:
		why = "more stages to come"
	case l.Kind == analyze.LeftFloor:
		short, why = "left: over "+humanize.Rough(l.Low), "by "+string(l.Basis)
	case q.Unlike && q.Like == analyze.LikeNone:
		why = "no query like it in " + o.Like
	}
	if l.Kind != analyze.LeftUnknown && l.Basis == analyze.ByPrevious && o.Like != "" {
		why = "by " + o.Like
	}
	return []string{short + " (" + why + ")", short}
}

// operatorLines says what the operators do that do most, in the order of the plan.
func operatorLines(q analyze.QueryProgress, most, width int) [][]string {
	order := make([]int, 0, len(q.Operators))
	for i, op := range q.Operators {
		if op.Begun && operatorRank(op) < 4 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return operatorRank(q.Operators[a]) - operatorRank(q.Operators[b]) })
	order = order[:max(0, min(most, len(order)))]
	slices.Sort(order)
	var names int
	for _, i := range order {
		names = max(names, cells(progressName(q.Operators[i])))
	}
	names = min(names, max(12, width/3))
	var lines [][]string
	for _, i := range order {
		lines = append(lines, operatorStanding(q.Operators[i], names))
	}
	return lines
}

// operatorRank is low for operators that tell much.
func operatorRank(op analyze.OperatorProgress) int {
	moving := op.Quiet >= 0 && op.Quiet < 1e9
	switch {
	case op.Scan && moving:
		return 0
	case op.Blocking && op.In > 0 && op.Out == 0:
		return 1
	case moving:
		return 2
	case op.In > 0 || op.Out > 0:
		return 3
	}
	return 4
}

func progressName(op analyze.OperatorProgress) string {
	name := op.Name
	if name == "" {
		name = "(unnamed)"
	}
	return fmt.Sprintf("#%d %s", op.ID, safe(name))
}

func operatorStanding(op analyze.OperatorProgress, names int) []string {
	items := []string{pad(clip(progressName(op), names), names, false)}
	const column = 7
	number := func(n int64) string { return pad(humanize.CountShort(n), column, true) }
	speed := pad("", column+7, false)
	if op.Rate.Known && op.Rate.PerSecond > 0 && op.Quiet < 2e9 {
		speed = number(op.Rate.PerSecond) + " rows/s"
	}
	switch {
	case op.Scan:
		items = append(items, pad("", column+3, false), number(op.Out)+" out", speed)
		if op.EstimatedRows.Positive() && op.Out < op.EstimatedRows.V {
			items = append(items, "Daft guesses "+humanize.CountShort(op.EstimatedRows.V))
		}
	case op.Blocking && op.Out == 0:
		items = append(items, number(op.In)+" in", pad("", column+4, false), speed)
		if op.Quiet >= 1e9 {
			items = append(items, "has put nothing out yet")
		}
	default:
		items = append(items, number(op.In)+" in", number(op.Out)+" out", speed)
	}
	return items
}
