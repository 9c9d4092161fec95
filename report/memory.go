package report

import (
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
)

// Memory writes how the memory of the job's processes went, what ran when it was
// highest, and what each query added. Of the options Query does not count.
func Memory(w io.Writer, s *finding.Study, o ViewOptions) error {
	p, a := newPage(w, o.Width, o.Color), s.Memory
	if len(a.Samples) == 0 {
		p.text(plain, 0, 2, "No process was sampled: memory is known only of jobs that `daft-analyze record -- COMMAND` starts, on Linux.")
		return p.close()
	}
	printPeak(p, s)
	printMemoryCurve(p, s)
	if len(a.Queries) > 0 {
		p.blank()
		printQueryMemory(p, s, o)
	}
	if g := a.Growth; g.Evidence != "" {
		look := plain
		if g.Verdict == "grows" {
			look = red
		}
		p.blank()
		p.text(look, 0, 2, "from query to query: "+g.Evidence)
	}
	return p.close()
}

func printPeak(p *page, s *finding.Study) {
	a := s.Memory
	peak := a.Peak
	if peak == nil {
		return
	}
	text := "peak " + humanize.Bytes(peak.Bytes)
	if a.Limit.Known() {
		text += " of a limit of " + humanize.Bytes(a.Limit.V)
	}
	if s.Run.Job != nil && s.Run.Job.Start.Known {
		text += " at " + humanize.Duration(analyze.Interval{Start: s.Run.Job.Start.Time, End: peak.Time}.Length())
	}
	if peak.Query != nil {
		text += ", in " + safe(peak.Query.ID)
	} else {
		text += ", outside of queries"
	}
	p.text(bold, 0, 2, text)
	if a.OOM {
		p.text(red, 0, 2, "a process of the job was killed for lack of memory")
	}
	printActive(p, "active then", peak.Active)
}

func printActive(p *page, label string, list []memory.Active) {
	const most = 5
	var parts []string
	for i, x := range list {
		if i == most {
			parts = append(parts, humanize.Count(int64(len(list)-most))+" more")
			break
		}
		text := nameOf(x.Operator)
		if x.Held.Known() {
			text += " (up to " + size(x.Held) + " held)"
		}
		if x.Tasks > 0 {
			text += " in " + humanize.Plural(x.Tasks, "task", "tasks")
		}
		parts = append(parts, text)
	}
	if len(parts) > 0 {
		p.text(plain, 2, 2, label+": "+strings.Join(parts, ", "))
	}
}

// printMemoryCurve draws the samples as one line of bars, each the most of its
// stretch of time.
func printMemoryCurve(p *page, s *finding.Study) {
	samples := s.Memory.Samples
	first, last := samples[0].Time, samples[len(samples)-1].Time
	width := min(p.width-4, 80)
	whole := analyze.Interval{Start: first, End: last}.Length()
	if whole <= 0 || len(samples) < 3 || s.Memory.Peak == nil || s.Memory.Peak.Bytes <= 0 {
		return
	}
	most := make([]int64, width)
	for _, x := range samples {
		at := float64(analyze.Interval{Start: first, End: x.Time}.Length()) / float64(whole)
		i := min(max(int(at*float64(width)), 0), width-1)
		most[i] = max(most[i], x.Bytes)
	}
	line := make([]rune, width)
	held := int64(0)
	for i, b := range most {
		if b == 0 {
			b = held // no sample in this stretch
		}
		held = b
		share := float64(b) / float64(s.Memory.Peak.Bytes)
		line[i] = eighth(share)
	}
	p.line(plain, "  "+strings.TrimRight(string(line), " "))
	p.line(dim, "  from the first sample to the last, "+humanize.Duration(whole)+"; the highest bar is the peak")
}

func printQueryMemory(p *page, s *finding.Study, o ViewOptions) {
	t := &table{columns: []column{{head: "Query", least: 12}, {head: "before", right: true}, {head: "most", right: true}, {head: "after", right: true}, {head: "climb", right: true},
		{head: "Daft's allocator after", right: true, give: 1}, {head: "active at its most", least: 20, give: 2}}}
	shown := o.mostRows(len(s.Memory.Queries), 50)
	for _, x := range s.Memory.Queries[:shown] {
		active := humanize.None
		if len(x.Active) > 0 {
			active = nameOf(x.Active[0].Operator)
		}
		t.add(plain, x.Query.ID, size(x.Before), size(x.Most), size(x.After), size(x.Climb), size(x.Allocated), active)
	}
	t.print(p, 0)
	printHidden(p, len(s.Memory.Queries)-shown, "query", "queries")
}

// MemoryJSON writes what Memory shows, every sample of it, as JSON.
func MemoryJSON(w io.Writer, s *finding.Study, _ ViewOptions) error {
	a := s.Memory
	doc := memoryJSON{SchemaVersion: SchemaVersion, Samples: []memorySampleJSON{}, Queries: []queryMemoryJSON{}, LimitBytes: number(a.Limit), OOM: a.OOM,
		Growth: text(a.Growth.Verdict), GrowthPerQuery: a.Growth.PerQuery, Evidence: a.Growth.Evidence}
	for _, x := range a.Samples {
		doc.Samples = append(doc.Samples, memorySampleJSON{int64(x.Time), x.Bytes})
	}
	if peak := a.Peak; peak != nil {
		doc.Peak = &memoryPeakJSON{TimeNS: int64(peak.Time), Bytes: peak.Bytes, Active: activeOf(peak.Active)}
		if peak.Query != nil {
			doc.Peak.QueryID = &peak.Query.ID
		}
	}
	for _, x := range a.Queries {
		doc.Queries = append(doc.Queries, queryMemoryJSON{x.Query.ID, number(x.Before), number(x.Most), number(x.After), number(x.Climb), number(x.Allocated), activeOf(x.Active)})
	}
	return encode(w, doc)
}

type memoryJSON struct {
	SchemaVersion  int                `json:"schema_version"`
	Samples        []memorySampleJSON `json:"samples"`
	Peak           *memoryPeakJSON    `json:"peak"`
	Queries        []queryMemoryJSON  `json:"queries"`
	LimitBytes     *int64             `json:"limit_bytes"`
	OOM            bool               `json:"oom"`
	Growth         *string            `json:"growth"`
	GrowthPerQuery int64              `json:"growth_bytes_per_query"`
	Evidence       string             `json:"evidence"`
}

type memorySampleJSON struct {
	TimeNS int64 `json:"time_ns"`
	Bytes  int64 `json:"bytes"`
}

type memoryPeakJSON struct {
	TimeNS  int64        `json:"time_ns"`
	Bytes   int64        `json:"bytes"`
	QueryID *string      `json:"query_id"`
	Active  []activeJSON `json:"active"`
}

type queryMemoryJSON struct {
	QueryID        string       `json:"query_id"`
	BeforeBytes    *int64       `json:"before_bytes"`
	MostBytes      *int64       `json:"most_bytes"`
	AfterBytes     *int64       `json:"after_bytes"`
	ClimbBytes     *int64       `json:"climb_bytes"`
	AllocatedBytes *int64       `json:"allocated_bytes"`
	Active         []activeJSON `json:"active"`
}

type activeJSON struct {
	NodeID    *int64  `json:"node_id"`
	Name      *string `json:"name"`
	HeldBytes *int64  `json:"held_bytes"`
	Tasks     int64   `json:"tasks"`
}

func activeOf(list []memory.Active) []activeJSON {
	docs := []activeJSON{}
	for _, x := range list {
		docs = append(docs, activeJSON{nodeID(x.Operator), operatorText(x.Operator), number(x.Held), x.Tasks})
	}
	return docs
}
