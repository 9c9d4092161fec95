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
	} else if name := jobName(run.Recording); name != "" {
		p.field(plain, "job", name)
	}
	for _, f := range run.Recording.Forwarded {
		s, text := plain, "all "+humanize.Plural(f.Delivered, "request", "requests")+" delivered to"
		if f.Missing > 0 {
			s, text = red, humanize.Count(f.Missing)+" of "+humanize.Plural(f.Delivered+f.Missing, "request", "requests")+" did not reach"
		}
		p.field(s, "forwarded", text+" "+destination(f.To))
	}
	p.field(plain, "private", privateLine(private(run.Private)))
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

// jobName says which job a collector's file is of, and which of its files it
// is, "" where neither is known.
func jobName(r analyze.Recording) string {
	text := r.JobName
	if r.Part.Known() {
		if text != "" {
			text += ", "
		}
		text += "part " + humanize.Count(r.Part.V)
	}
	return text
}

// destination is what an endpoint of the user's own is called.
func destination(to string) string {
	if to == "dashboard" {
		return "your dashboard"
	}
	return "your OpenTelemetry endpoint for " + to
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
func private(h analyze.Private) []string {
	list := []string{}
	for _, h := range []struct {
		has  bool
		what string
	}{
		{h.Arguments, "arguments"}, {h.Plans, "plans with their expressions"}, {h.Paths, "paths"}, {h.Errors, "error messages"},
		{h.Records, "log records with values of rows"}, {h.Output, "output"}, {h.Others, "telemetry of other programs"},
		{h.Unknown, "unknown requests as they came"},
		{h.Logged, "unknown events as they were logged"}, {h.BadLines, "lines that could not be read"},
		{h.Hosts, "names of hosts"},
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
