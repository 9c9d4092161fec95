package recorder

import (
	"bytes"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/output"
)

// Bounds of what is kept of a stream of output. Of each second that has more,
// the first lines and the last ones are kept; once all of it is spent, only the
// last lines of the stream. A block, which is what one read gave, counts as a
// line: a job may write a byte at a time.
const (
	secondLines = 10_000
	secondBytes = 4 << 20
	totalLines  = 1_000_000
	totalBytes  = 256 << 20
	lastLines   = 100
	lastBytes   = 32 << 10
	// outputHeld is the most that waits to be written, bytes of all streams. It is
	// a part of what all that waits may hold.
	outputHeld = 16 << 20
	// blockBytes is the most that waits as one message.
	blockBytes = 16 << 10
	// blockHeld is what a block counts for beside its bytes: so blocks take a
	// quarter of the queue's places at most.
	blockHeld = 4 * outputHeld / queueLength
)

// A capture queues what one stream says for the sink, within the bounds. It is
// given blocks by one goroutine, which it never lets wait; parting them into lines is left to
// the sink's.
type capture struct {
	sink   *sink
	lost   *losses
	held   *budget // of all streams
	stream string
	parts  *splitting

	window       format.Time // when this second began
	lines, bytes int64       // of this second
	allLines     int64
	allBytes     int64

	dropped int64  // line ends since the last block that was taken, less those that were reported
	gap     bool   // something was dropped since
	why     string // that was so
	last    []byte // the end of what was dropped
	lastAt  format.Time
	within  bool // the last byte seen was no line end
}

func newCapture(s *sink, l *losses, held *budget, stream string, events *output.Events) *capture {
	return &capture{sink: s, lost: l, held: held, stream: stream, parts: newSplitting(stream, events, l)}
}

// add takes a block that was read at this moment. It may be changed afterwards.
func (c *capture) add(b []byte, at format.Time) {
	if at.Sub(c.window) >= time.Second {
		if c.gap && c.spent() {
			c.report(max(c.dropped-lastLines, 0)) // the last lines are those of the stream's end
		} else {
			c.flush()
		}
		c.window, c.lines, c.bytes = at, 0, 0
	}
	for len(b) > 0 {
		n := min(len(b), blockBytes)
		c.block(b[:n], at)
		b = b[n:]
	}
}

func (c *capture) block(b []byte, at format.Time) {
	lines := int64(bytes.Count(b, newline))
	cost, size := lines+1, int64(len(b))
	c.within = b[len(b)-1] != '\n'
	why := c.why
	switch {
	case c.gap:
	case c.spent():
		why = lossPrintedTotal
	case c.lines+cost > secondLines || c.bytes+size > secondBytes:
		why = lossPrinted
	case c.queue(outputMessage{data: bytes.Clone(b), at: at}):
		c.lines += cost
		c.bytes += size
		c.allLines += cost
		c.allBytes += size
		return
	default:
		why = lossQueueFull
	}
	c.why = why
	c.drop(b, lines, at)
}

// spent reports whether all is spent that is kept of the stream.
func (c *capture) spent() bool {
	return c.allLines > totalLines-secondLines || c.allBytes > totalBytes-secondBytes
}

var newline = []byte{'\n'}

// drop counts what is not kept, and remembers the end of it.
func (c *capture) drop(b []byte, lines int64, at format.Time) {
	c.gap = true
	c.dropped += lines
	if len(b) >= lastBytes {
		c.last = c.last[:0]
	} else if over := len(c.last) + len(b) - lastBytes; over > 0 {
		c.last = c.last[:copy(c.last, c.last[over:])]
	}
	c.last = append(c.last, b[max(0, len(b)-lastBytes):]...)
	c.lastAt = at
}

// flush queues the last lines of what was dropped, and says how many are lost.
func (c *capture) flush() {
	if !c.gap {
		return
	}
	tail := lastOf(c.last)
	kept := int64(bytes.Count(tail, newline))
	if c.queue(outputMessage{data: bytes.Clone(tail), at: c.lastAt, gap: true, within: tail == nil && c.within}) {
		c.dropped -= kept
		c.gap, c.last = false, c.last[:0]
	}
	c.report(c.dropped)
}

// report says that so many of the dropped lines are lost.
func (c *capture) report(lines int64) {
	if lines > 0 {
		c.lost.add(linesOf(c.stream), c.why, lines)
		c.dropped -= lines
	}
}

// linesOf names what is lost of a stream.
func linesOf(stream string) string {
	if stream == streamBoth {
		return "lines of output"
	}
	return "lines of " + stream
}

// lastOf returns the last whole lines of b and the begun one behind them, nil
// where no line begins in it.
func lastOf(b []byte) []byte {
	at := len(b)
	for range lastLines + 1 {
		i := bytes.LastIndexByte(b[:at], '\n')
		if i < 0 {
			break
		}
		at = i
	}
	if at == len(b) {
		return nil
	}
	return b[at+1:]
}

// end says that the stream has ended.
func (c *capture) end() {
	c.flush()
	c.queue(outputMessage{end: true})
}

func (c *capture) queue(m outputMessage) bool {
	m.parts, m.held = c.parts, c.held
	if !c.held.reserve(m.size()) {
		return false
	}
	if c.sink.budget.reserve(m.size()) {
		if c.sink.take(m) {
			return true
		}
		c.sink.budget.release(m.size())
	}
	c.held.release(m.size())
	return false
}

// An outputMessage is a block of a stream.
type outputMessage struct {
	parts  *splitting
	held   *budget
	data   []byte
	at     format.Time
	gap    bool // something before it was dropped
	within bool // up to within a line, which goes on in the next block
	end    bool
}

func (m outputMessage) size() int64 { return int64(cap(m.data)) + blockHeld }

func (m outputMessage) events(int64, format.Time) []*format.Event {
	m.held.release(m.size())
	return m.parts.part(m)
}

// missed says what is lost with the message where it cannot be written.
func (m outputMessage) missed(l *losses, why string) {
	m.held.release(m.size())
	if n := int64(bytes.Count(m.data, newline)); n > 0 {
		l.add(linesOf(m.parts.stream), why, n)
	}
}

// A splitting makes events of a stream's blocks, on the sink's goroutine. The
// events stand until the next block.
type splitting struct {
	stream   string
	lost     *losses
	fill     *output.Events
	splitter *output.Splitter
	pool     []*format.Event
	used     int
}

func newSplitting(stream string, fill *output.Events, l *losses) *splitting {
	s := &splitting{stream: stream, fill: fill, lost: l}
	s.splitter = output.NewSplitter(s.line)
	return s
}

func (s *splitting) line(l *output.Line) {
	if s.used == len(s.pool) {
		s.pool = append(s.pool, format.NewEvent(format.Output))
	}
	s.fill.Fill(s.pool[s.used], s.stream, l)
	s.used++
}

func (s *splitting) part(m outputMessage) []*format.Event {
	const most = 1024 // events that are kept for the next block: a thousand are a megabyte
	if len(s.pool) > most {
		clear(s.pool[most:])
		s.pool = s.pool[:most:most]
	}
	s.used = 0
	if m.gap {
		s.splitter.Break(m.within)
		if m.within {
			s.lost.add(linesOf(s.stream), lossPrinted, 1) // that which goes on
		}
	}
	s.splitter.Add(m.data, m.at)
	if m.end {
		s.splitter.End()
	}
	return s.pool[:s.used]
}
