package html

import (
	"strings"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/report"
)

// How many lines of a job's output a page holds: the first ones, the last ones,
// and so many bytes of each line.
const (
	firstLogLines = 1_000
	lastLogLines  = 4_000
	mostLogLine   = 2_000
)

// Logs are lines that a job printed: the first and the last of them. The zero
// value has none.
type Logs struct {
	first []analyze.LogLine
	last  []analyze.LogLine // a ring
	next  int
	seen  int64 // lines added
	cut   int64 // lines that were shortened
	lost  int64 // lines that the recorder did not keep
}

// Add adds a line. It keeps no part of what the line was read from.
func (l *Logs) Add(x *analyze.LogLine) {
	line := *x
	if line.Kind == analyze.LogLoss {
		l.lost = saturate.Add(l.lost, line.Count)
	} else {
		l.seen++
	}
	if len(line.Text) > mostLogLine {
		l.cut++
		end := mostLogLine
		for end > 0 && !utf8.RuneStart(line.Text[end]) {
			end--
		}
		line.Text = line.Text[:end] + "…"
	}
	line.Text = strings.Clone(line.Text)
	switch {
	case len(l.first) < firstLogLines:
		l.first = append(l.first, line)
	case len(l.last) < lastLogLines:
		l.last = append(l.last, line)
	default:
		l.last[l.next] = line
		l.next = (l.next + 1) % lastLogLines
	}
}

// logsData are the lines by column.
type logsData struct {
	At      []exact  `json:"at"` // since the run's start
	Stream  []string `json:"stream"`
	PID     []exact  `json:"pid"`
	Name    []string `json:"name"`
	Text    []string `json:"text"`
	Left    int64    `json:"left"`  // lines between the first and the last that are not here
	After   int      `json:"after"` // so many lines
	Cut     int64    `json:"cut"`
	Lost    int64    `json:"lost"`
	Bounded int      `json:"bounded"` // bytes of a line
}

func (l *Logs) data(base analyze.Moment) *logsData {
	d := &logsData{At: []exact{}, Stream: []string{}, PID: []exact{}, Name: []string{}, Text: []string{}, After: len(l.first), Cut: l.cut, Lost: l.lost, Bounded: mostLogLine}
	shown := int64(0)
	add := func(list []analyze.LogLine) {
		for i := range list {
			x := &list[i]
			at := exact{}
			if base.Known {
				at = whole(saturate.Sub(int64(x.Time), int64(base.Time)))
			}
			stream, text := x.Stream, x.Text
			switch x.Kind {
			case analyze.LogRecord:
				stream = "record"
				text = strings.TrimSpace(x.Severity + " " + text)
			case analyze.LogLoss:
				stream = "lost"
			}
			if x.Kind != analyze.LogLoss {
				shown++
			}
			d.At, d.Stream, d.PID = append(d.At, at), append(d.Stream, report.Safe(stream)), append(d.PID, exactOf(x.PID))
			d.Name, d.Text = append(d.Name, report.Safe(x.Name)), append(d.Text, report.Safe(strings.ReplaceAll(text, "\t", "    ")))
		}
	}
	add(l.first)
	add(l.last[l.next:])
	add(l.last[:l.next])
	d.Left = l.seen - shown
	return d
}
