package eventlog

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
)

const (
	// Mode is the name of the recording_start of an import, and Outcome the
	// outcome of its recording_end. Neither carries a time: that of the import
	// says nothing of the job, and two imports of a log shall be the same.
	Mode    = "import"
	Outcome = "imported"
)

// How many lines without an event of Daft's, and how many bytes of them, a file
// may begin with before it is held for no log.
const (
	maxBefore      = 1000
	maxBeforeBytes = 8 << 20
)

// maxQueries bounds the queries that are told apart for the result.
const maxQueries = 100_000

// Result says what was imported.
type Result struct {
	Files   int      // that are logs
	Skipped []string // files found in folders that are none
	Queries int
	Lines   int64
	Bad     int64 // of them that could not be read
	Unknown int64 // of them with an event that this version does not know
	Lost    int64 // of them that the recording could not take
}

// Import writes what the files hold as one recording and closes it. What is odd
// about a line stands in the recording. An error is one of reading or writing,
// or says that a file that was named is no log of Daft's, or that none is.
func Import(out *format.Writer, files []File) (Result, error) {
	im := importer{out: out, queries: map[string]bool{}}
	recorder := func(k format.Kind) *format.Event {
		return format.NewEvent(k).SetLabel(format.SourceName, string(format.SourceRecorder))
	}
	if err := out.Write(recorder(format.RecordingStart).SetLabel(format.Name, Mode)); err != nil {
		return im.Result, err
	}
	for _, f := range files {
		if err := im.file(f); err != nil {
			return im.Result, err
		}
	}
	if im.Files == 0 {
		return im.Result, errors.New("no file holds an event of Daft's: an event log has lines such as {\"event\": \"query_started\", ...}")
	}
	im.Queries = len(im.queries)
	end := recorder(format.RecordingEnd).SetLabel(format.Outcome, Outcome)
	if im.Lost > 0 {
		end.SetAttr("lost_lines", strconv.FormatInt(im.Lost, 10))
	}
	return im.Result, out.Close(end)
}

type importer struct {
	Result
	out     *format.Writer
	queries map[string]bool
}

// file writes the events of one file. They are held back until one of them
// shows that it is a log of Daft's.
func (im *importer) file(f File) error {
	in, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	s := newScanner(in, f.Name)
	s.line.Index = im.Lines
	var before []*format.Event
	known, size := false, 0
	for s.next() {
		s.line.Index++
		e := Decode(s.line)
		if !known && !IsDaft(e) {
			before = append(before, e)
			if size += len(s.line.Text); len(before) == maxBefore || size > maxBeforeBytes {
				break
			}
			continue
		}
		known = true
		for _, b := range append(before, e) {
			if err := im.write(b, s.line); err != nil {
				return err
			}
		}
		before = nil
	}
	switch {
	case s.err != nil:
		return fmt.Errorf("reading %s: %w", f.Path, s.err)
	case !known && f.Found:
		im.Skipped = append(im.Skipped, f.Path)
		return nil
	case !known:
		return fmt.Errorf("%s holds no event of Daft's: an event log has lines such as {\"event\": \"query_started\", ...}", f.Path)
	}
	im.Files++
	im.Lines = s.line.Index
	return nil
}

// write writes the event of a line, and counts it.
func (im *importer) write(e *format.Event, l Line) error {
	err := im.out.Write(e)
	if errors.Is(err, format.ErrTooLarge) {
		e = TooLarge(l)
		err = im.out.Write(e)
	}
	if errors.Is(err, format.ErrTooLarge) { // not even its file's name is taken any more
		im.Lost++
		return nil
	}
	switch {
	case e.Kind == format.BadLine:
		im.Bad++
	case e.Kind == format.UnknownEvent:
		if !kept[e.Label(format.Name)] {
			im.Unknown++
		}
	case len(im.queries) < maxQueries:
		im.queries[e.Label(format.QueryID)] = true
	}
	return err
}
