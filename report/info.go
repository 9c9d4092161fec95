package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// File is what is known of a recording as a file.
type File struct {
	Path      string
	Size      int64  // bytes
	Format    string // version of the format, such as "1.0"
	CreatedBy string // program and version, "" where unknown
	Recovered bool   // rewritten from what was intact of a broken file
	State     string // "complete", "interrupted" or "damaged"
	Reason    string // why it is not complete, "" where it is
	Closed    bool   // has a valid footer, as other Arrow tools want it

	Events, Batches int64 // that could be read
	IntactBytes     int64 // of Size
	Offset          int64 // in bytes, of the damage; means nothing unless damaged
	Kinds           []KindCount
}

// KindCount is the number of events of one kind.
type KindCount struct {
	Kind  string
	Count int64
}

// InfoOptions say how Info looks. They mean what they do in ExplainOptions.
type InfoOptions struct {
	Width int
	Color bool
}

// Info writes what a file is and holds, without its analysis. It fails where w
// does.
func Info(w io.Writer, f File, run *analyze.Run, o InfoOptions) error {
	p := newPage(w, o.Width, o.Color)
	by := ""
	if f.CreatedBy != "" {
		by = "written by " + f.CreatedBy
	}
	p.items(bold, 0, f.Path, humanize.Bytes(f.Size), "format "+f.Format, by)
	s := plain
	if f.State != string(analyze.StateComplete) {
		s = red
	}
	p.field(s, "state", fileState(f))
	if f.Recovered {
		p.field(dim, "", "recovered: rewritten from what was intact of a broken file")
	}
	p.field(plain, "holds", humanize.Plural(f.Events, "event", "events")+" in "+humanize.Plural(f.Batches, "batch", "batches")+
		", "+humanize.Plural(int64(len(run.Queries)), "query", "queries"))
	if r := run.Recording; r.Start.Known && r.End.Known {
		p.field(plain, "time", fmt.Sprintf("%s to %s, %s by %s clock", humanize.Time(int64(r.Start.Time)), humanize.Time(int64(r.End.Time)),
			humanize.Duration(gap(r.Start, r.End)), clockName(r.Start)))
	}
	p.field(plain, "recorder", recorderLine(run.Recording))
	if run.Job != nil {
		p.field(plain, "job", strings.Join(run.Job.Arguments, " "))
	}
	p.field(plain, "private", privateLine(private(run)))
	if len(run.Queries) > 0 {
		p.blank()
		printQueryList(p, run)
	}
	if len(f.Kinds) > 0 {
		p.blank()
		t := &table{columns: []column{{head: "Events"}, {head: "count", right: true}}}
		for _, k := range f.Kinds {
			t.add(plain, k.Kind, humanize.Count(k.Count))
		}
		t.print(p, 0)
	}
	return p.close()
}

func fileState(f File) string {
	text := recordingState(analyze.State(f.State))
	switch analyze.State(f.State) {
	case analyze.StateComplete:
		return text + ": its closing event is there and agrees with the rest"
	case analyze.StateDamaged:
		text += fmt.Sprintf(" at byte %s of %s", humanize.Count(f.Offset), humanize.Count(f.Size))
	}
	text += reason(f.Reason)
	if f.IntactBytes < f.Size {
		text += fmt.Sprintf("; %s of %s are intact", humanize.Bytes(f.IntactBytes), humanize.Bytes(f.Size))
	}
	if !f.Closed {
		text += "; it has no valid footer, which other Arrow tools need: see `daft-analyze recover`"
	}
	return text
}

func recorderLine(r analyze.Recording) string {
	var parts []string
	if r.Mode != "" {
		parts = append(parts, r.Mode)
	}
	if r.CPUs.Known() {
		parts = append(parts, humanize.Plural(r.CPUs.V, "processor", "processors"))
	}
	if len(parts) == 0 {
		return "not recorded"
	}
	return strings.Join(parts, ", ")
}

// private lists what of the user's own the recording holds.
func private(run *analyze.Run) []string {
	var arguments, plans, paths, errors bool
	arguments = run.Job != nil && len(run.Job.Arguments) > 0
	for _, q := range run.Queries {
		arguments = arguments || q.Entrypoint != ""
		plans = plans || q.LogicalPlan != "" || q.OptimizedPlan != "" || q.PhysicalPlan != ""
		errors = errors || q.Error != nil
		for _, t := range q.Tasks {
			for _, in := range t.Inputs {
				paths = paths || len(in.Paths) > 0
			}
		}
	}
	list := []string{}
	for _, h := range []struct {
		has  bool
		what string
	}{
		{arguments, "arguments"}, {plans, "plans with their expressions"}, {paths, "paths"}, {errors, "error messages"},
		{run.Output != nil, "output"},
		{run.UnknownRequests > 0, "unknown requests as they came"},
		{run.UnknownEvents > 0, "unknown events as they were logged"}, {run.BadLines > 0, "lines that could not be read"},
		{run.Recording.Mode == "import", "names of hosts"},
	} {
		if h.has {
			list = append(list, h.what)
		}
	}
	return list
}

func privateLine(list []string) string {
	if len(list) == 0 {
		return "nothing of the job's own"
	}
	return "holds the job's own " + strings.Join(list, ", ") + ": look before you share it"
}

func printQueryList(p *page, run *analyze.Run) {
	t := &table{columns: []column{{head: "Query", right: true}, {head: "id", least: 12}, {head: "engine", give: 2}, {head: "outcome"}, {head: "wall", right: true}}}
	for i, q := range run.Queries {
		s := plain
		if unsuccessful(q) {
			s = red
		}
		t.add(s, strconv.Itoa(i+1), q.ID, string(q.Engine), string(q.Outcome), lasting(q.Wall))
	}
	t.print(p, 0)
}
