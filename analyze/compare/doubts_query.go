package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// queryDoubts says in what two queries differ besides time, gravest first.
func queryDoubts(p align.QueryPair, base, current *finding.Case) []Doubt {
	var list []Doubt
	add := func(ds ...Doubt) { list = append(list, ds...) }
	add(outcomeDoubt(p.Base, p.New)...)
	add(timesDoubt(p.Base, p.New)...)
	add(lostDoubt(p.Base, p.New)...)
	if base != nil && current != nil && base.Path != nil && current.Path != nil {
		add(basisDoubt(base.Path, current.Path)...)
		add(threadsDoubt(base, current)...)
	}
	add(dataDoubts(p)...)
	return sorted(list)
}

// outcomeDoubt says that one query ended otherwise than the other, or that neither
// did its work.
func outcomeDoubt(base, current *analyze.Query) []Doubt {
	was, is := string(base.Outcome), string(current.Outcome)
	d := Doubt{ID: "outcome", Base: was, New: is}
	switch {
	case was != is:
		d.Grave = true
		d.Title = fmt.Sprintf("the base %s, the new query %s", said(base.Outcome), said(current.Outcome))
		d.Still = "The plans can be compared, and rows and bytes up to where the one that did not finish stopped"
	case base.Outcome == analyze.OutcomeFinished:
		return nil
	default:
		d.Title = fmt.Sprintf("both queries %s", said(base.Outcome))
		d.Still = "Times are until then: how far each had come is told by its rows"
	}
	return []Doubt{d}
}

func said(o analyze.Outcome) string {
	switch o {
	case analyze.OutcomeFinished, analyze.OutcomeFailed, analyze.OutcomeDied:
		return string(o)
	case analyze.OutcomeCanceled:
		return "was canceled"
	}
	return "has no recorded end"
}

// timesDoubt says that a wall time is not known, or only guessed.
func timesDoubt(base, current *analyze.Query) []Doubt {
	say := func(q *analyze.Query) string {
		switch {
		case !q.Wall.Known():
			return "not known"
		case q.StartLost:
			return "known from the first thing seen of it on"
		case q.EndInferred != "" && q.Outcome == analyze.OutcomeFinished:
			return "known until the " + q.EndInferred
		}
		return "known"
	}
	was, is := say(base), say(current)
	if was == "known" && is == "known" {
		return nil
	}
	return []Doubt{{ID: "times", Base: was, New: is, Grave: !base.Wall.Known() || !current.Wall.Known() || base.StartLost != current.StartLost,
		Title: fmt.Sprintf("how long the base took is %s, how long the new query took is %s", was, is),
		Still: "Plans, rows and bytes can be compared"}}
}

// lostDoubt says that something of a query is missing, in words that name both.
func lostDoubt(base, current *analyze.Query) []Doubt {
	was, is := lost(base), lost(current)
	if was == "" && is == "" {
		return nil
	}
	none := func(s string) string {
		if s == "" {
			return "nothing"
		}
		return s
	}
	return []Doubt{{ID: "lost", Base: none(was), New: none(is), Title: fmt.Sprintf("missing of the base: %s; of the new query: %s", none(was), none(is)),
		Still: "Wall times can be compared; times and rows of operators may be too low where events were lost"}}
}

func lost(q *analyze.Query) string {
	t := &q.Trust
	var parts []string
	add := func(n int64, one, many string) {
		if n > 0 {
			parts = append(parts, humanize.Plural(n, one, many))
		}
	}
	if t.Recording != "" && t.Recording != analyze.StateComplete {
		parts = append(parts, "whatever its "+string(t.Recording)+" recording lacks")
	}
	add(t.MissingTaskSubmits, "task submit", "task submits")
	add(t.MissingTaskEnds, "task end", "task ends")
	if t.MissingReports.Known() {
		add(t.MissingReports.V, "report of counters", "reports of counters")
	}
	add(int64(len(t.MissingEvents)), "event of the query itself", "events of the query itself")
	return strings.Join(parts, ", ")
}

// basisDoubt says that operators are told apart by other means in one query.
func basisDoubt(base, current *critical.Path) []Doubt {
	if base.Basis == current.Basis || base.Query.Engine != current.Query.Engine {
		return nil
	}
	say := func(b critical.Basis) string {
		switch b {
		case critical.BySpans:
			return "spans"
		case critical.ByEstimates:
			return "estimates from its counters"
		case critical.ByTasks:
			return "its tasks"
		}
		return "nothing"
	}
	was, is := say(base.Basis), say(current.Basis)
	return []Doubt{{ID: "spans", Base: was, New: is, Title: fmt.Sprintf("whom the base waited for is told by %s, whom the new query waited for by %s", was, is),
		Still: "Wall times, rows and bytes can be compared. What an operator has of the path differs by more than what changed: record both with spans"}}
}

// threadsDoubt says that Daft computed with another number of threads.
func threadsDoubt(base, current *finding.Case) []Doubt {
	a, b := base.Path, current.Path
	cpus, others := base.Run.Recording.CPUs, current.Run.Recording.CPUs
	if a.Graph != nil || b.Graph != nil || a.ThreadsAssumed || b.ThreadsAssumed || a.Threads <= 0 || b.Threads <= 0 || a.Threads == b.Threads ||
		cpus.Known() && others.Known() && cpus.V != others.V { // said of the machine
		return nil
	}
	was, is := humanize.Plural(a.Threads, "thread", "threads"), humanize.Plural(b.Threads, "thread", "threads")
	return []Doubt{{ID: "threads", Base: was, New: is, Title: fmt.Sprintf("the base computed with %s, the new query with %s", was, is),
		Still: "Rows, bytes and plans can be compared; times are those of more, or fewer, threads"}}
}

// leastData is the share by which what is read must differ to be worth a word.
const leastData = 0.01

// dataDoubts say that the two queries read other data: rows, bytes, files of the
// scans that both have. A scan that another filter went into has other rows by the
// change of the plan, and does not count.
func dataDoubts(p align.QueryPair) []Doubt {
	filtered := map[*analyze.Operator]bool{}
	for _, r := range p.Rewritten {
		filtered[r.Operator] = true
	}
	files := [2]map[int64]int64{filesRead(p.Base), filesRead(p.New)}
	var rows, bytes, read pairOfSums
	if slices.ContainsFunc(slices.Concat(p.Base.Operators, p.New.Operators), stopsEarly) {
		return nil // what is read then is a matter of chance
	}
	for _, o := range p.Operators.Pairs {
		if len(o.Base.Children) > 0 || len(o.New.Children) > 0 || filtered[o.New] {
			continue
		}
		rows.add(o.Base.RowsMade(), o.New.RowsMade())
		bytes.add(o.Base.BytesRead, o.New.BytesRead)
		if was, is := files[0][o.Base.ID], files[1][o.New.ID]; was > 0 && is > 0 {
			read.add(analyze.Measured.Of(was), analyze.Measured.Of(is))
		}
	}
	var list []Doubt
	if rows.differ() {
		list = append(list, Doubt{ID: "rows", Base: humanize.Count(rows.was), New: humanize.Count(rows.is),
			Title: rows.title("rows", humanize.Count), Still: "Plans can be compared, and time by the row: " + perRowDoubt(p, rows)})
	}
	if bytes.differ() && !rows.differ() {
		list = append(list, Doubt{ID: "bytes", Base: humanize.Bytes(bytes.was), New: humanize.Bytes(bytes.is),
			Title: bytes.title("bytes", humanize.Bytes), Still: "Plans and rows can be compared; it is as many rows, and reading them took other bytes"})
	}
	if read.differ() {
		list = append(list, Doubt{ID: "files", Base: humanize.Count(read.was), New: humanize.Count(read.is),
			Title: read.title("files", humanize.Count), Still: "All can be compared; reading may take longer with more files, and have more tasks"})
	}
	return list
}

// stopsEarly reports whether an operator may stop before its input ends.
func stopsEarly(o *analyze.Operator) bool {
	return strings.Contains(o.Type, "Limit") || strings.HasPrefix(o.Name, "Limit")
}

// perRowDoubt says what a row that was read cost, in both.
func perRowDoubt(p align.QueryPair, rows pairOfSums) string {
	if !p.Base.Wall.Known() || !p.New.Wall.Known() || rows.was <= 0 || rows.is <= 0 {
		return "the wall is not known"
	}
	each := func(wall, n int64) string { return tiny(float64(wall) / float64(n)) }
	return fmt.Sprintf("%s of wall for each row read, then %s", each(p.Base.Wall.V, rows.was), each(p.New.Wall.V, rows.is))
}

// pairOfSums adds up what is known of both sides.
type pairOfSums struct{ was, is int64 }

func (s *pairOfSums) add(was, is analyze.Value) {
	if was.Known() && is.Known() && was.V >= 0 && is.V >= 0 {
		s.was, s.is = saturate.Add(s.was, was.V), saturate.Add(s.is, is.V)
	}
}

func (s *pairOfSums) differ() bool {
	return math.Abs(float64(s.is)-float64(s.was)) > leastData*math.Max(float64(s.was), float64(s.is))
}

func (s *pairOfSums) title(what string, write func(int64) string) string {
	more, fewer, high, low := "the new query", "the base", float64(s.is), float64(s.was)
	if s.is < s.was {
		more, fewer, high, low = fewer, more, low, high
	}
	from := write(s.was) + " -> " + write(s.is)
	if low < 1 || high/low >= 1000 {
		return fmt.Sprintf("%s read more %s than %s: %s", more, what, fewer, from)
	}
	return fmt.Sprintf("%s read %.3g times as many %s as %s: %s", more, high/low, what, fewer, from)
}

// filesRead counts the files that tasks on Ray were told to read, by scan, where
// what they were told is all there.
func filesRead(q *analyze.Query) map[int64]int64 {
	count := map[int64]int64{}
	if q.Trust.MissingTaskSubmits > 0 || q.Trust.MissingTaskIDs > 0 {
		return count
	}
	seen := map[int64]map[string]bool{}
	for _, t := range q.Tasks {
		for _, in := range t.Inputs {
			for _, path := range in.Paths {
				if !in.SourceNode.Known() {
					continue
				}
				id := in.SourceNode.V
				if seen[id] == nil {
					seen[id] = map[string]bool{}
				}
				if !seen[id][path] {
					seen[id][path] = true
					count[id]++
				}
			}
		}
	}
	return count
}
