package output

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/format"
)

// A Line is one line of output. Text stands until the Splitter goes on.
type Line struct {
	Text      []byte      // without its end, without control characters but tabs; cut after MaxLine bytes
	At        format.Time // when its end was read
	Bytes     int64       // that it had before it was cut
	Rewritten int64       // times that it was written over, as a progress bar is
	Unended   bool        // the output ended within it
}

// maxNames bounds how many different names of processes are kept of one job:
// any line may look as if Ray had given it one.
const maxNames = 1000

// Events makes events of lines. The zero value is ready. It is for one
// recording, and not safe for concurrent use.
type Events struct {
	names map[string]bool
}

// Fill makes e the event of a line of the stream.
func (v *Events) Fill(e *format.Event, stream string, l *Line) {
	text, invalid := clean(l.Text)
	e.Reset(format.Output)
	e.Received(format.SourceOutput, l.At).Stamp(format.ClockRecorder, l.At)
	e.SetLabel(format.Stream, stream).SetText(format.Text, text)
	tag := TagOf(text)
	if tag.HasPID {
		e.SetInt(format.PID, tag.PID)
	}
	if tag.Name != "" && v.knows(tag.Name) {
		e.SetLabel(format.Name, tag.Name)
	}
	set := func(key string, n int64) {
		if n > 0 {
			e.SetAttr(key, strconv.FormatInt(n, 10))
		}
	}
	if l.Bytes > int64(len(l.Text)) {
		set("bytes", l.Bytes)
	}
	set("invalid_bytes", invalid)
	set("repeated", tag.Repeated)
	set("rewritten", l.Rewritten)
	if tag.HasWorker {
		e.SetAttr("worker", strconv.FormatInt(tag.Worker, 10))
	}
	if tag.IP != "" {
		quoted, _ := json.Marshal(tag.IP) // of a string that cannot fail
		e.SetAttr("ip", string(quoted))
	}
	if l.Unended {
		e.SetAttr("unended", "true")
	}
}

func (v *Events) knows(name string) bool {
	if v.names[name] {
		return true
	}
	if len(v.names) == maxNames {
		return false
	}
	if v.names == nil {
		v.names = map[string]bool{}
	}
	v.names[strings.Clone(name)] = true
	return true
}

// clean returns a line as UTF-8, and how many of its bytes were none. Control
// characters of Unicode beyond ASCII go: terminals obey them as well.
func clean(line []byte) (text string, invalid int64) {
	plain := true
	for _, b := range line {
		if b >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return string(line), 0
	}
	var s strings.Builder
	s.Grow(len(line))
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && n == 1:
			invalid++
			s.WriteRune(r)
		case 0x80 <= r && r < 0xa0:
		default:
			s.Write(line[:n])
		}
		line = line[n:]
	}
	return s.String(), invalid
}
