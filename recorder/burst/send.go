package burst

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// A Target says where to send to, and how.
type Target struct {
	URL         string // base of every path
	Connections int
	Timeout     time.Duration // for one request; 0: 30 s
}

// A Report says how sending went.
type Report struct {
	Accepted int64 // requests that were answered with a status of 2xx
	Busy     int64 // that were answered with 503
	Refused  int64 // that were answered otherwise
	Failed   int64 // that got no answer
	Bytes    int64 // of bodies that were sent
	Elapsed  time.Duration
	Error    error // the first, of those that got no answer
}

// Send sends requests by several connections, each in its own order as a process
// of Daft does: those that requests returns for its number. It ends when they
// have no more, or when stop is closed, which may be nil. It tells acknowledged,
// unless it is nil, of each answer 2xx, from several goroutines. A connection
// that fails is opened again; its request is not sent again.
func Send(to Target, requests func(connection int) func() (Request, bool), stop <-chan struct{}, acknowledged func(Request, time.Time)) (Report, error) {
	base, err := url.Parse(to.URL)
	if err != nil {
		return Report{}, err
	}
	s := sender{to: to, base: base, stop: stop, acknowledged: acknowledged}
	if s.to.Timeout == 0 {
		s.to.Timeout = 30 * time.Second
	}
	begin := time.Now()
	var all sync.WaitGroup
	for i := range to.Connections {
		next := requests(i)
		all.Go(func() { s.run(next) })
	}
	all.Wait()
	return Report{
		Accepted: s.accepted.Load(), Busy: s.busy.Load(), Refused: s.refused.Load(), Failed: s.failed.Load(),
		Bytes: s.bytes.Load(), Elapsed: time.Since(begin), Error: s.first,
	}, nil
}

type sender struct {
	to           Target
	base         *url.URL
	stop         <-chan struct{}
	acknowledged func(Request, time.Time)

	mu    sync.Mutex
	first error

	accepted, busy, refused, failed, bytes atomic.Int64
}

func (s *sender) stopped() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// run sends by one connection.
func (s *sender) run(next func() (Request, bool)) {
	var c *connection
	defer func() { c.close() }()
	for !s.stopped() {
		r, ok := next()
		if !ok {
			return
		}
		status, err := 0, error(nil)
		if c == nil {
			c, err = dial(s.base, s.to.Timeout)
		}
		if err == nil {
			status, err = c.send(r)
		}
		switch {
		case err != nil:
			s.fail(err)
			c.close()
			c = nil
			continue
		case status/100 == 2:
			s.accepted.Add(1)
			if s.acknowledged != nil {
				s.acknowledged(r, time.Now())
			}
		case status == http.StatusServiceUnavailable:
			s.busy.Add(1)
		default:
			s.refused.Add(1)
		}
		s.bytes.Add(int64(len(r.Body)))
		if c.ended {
			c.close()
			c = nil
		}
	}
}

func (s *sender) fail(err error) {
	s.failed.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == nil {
		s.first = err
	}
}

// A connection speaks just enough of HTTP/1.1, because a client that does more
// would take more time than the server under test.
type connection struct {
	net.Conn
	host, prefix string
	timeout      time.Duration
	out          []byte
	in           *bufio.Reader
	ended        bool // the server takes no more requests by it
}

func dial(base *url.URL, timeout time.Duration) (*connection, error) {
	c, err := net.DialTimeout("tcp", base.Host, timeout)
	if err != nil {
		return nil, err
	}
	prefix := base.Path
	for len(prefix) > 0 && prefix[len(prefix)-1] == '/' {
		prefix = prefix[:len(prefix)-1]
	}
	return &connection{Conn: c, host: base.Host, prefix: prefix, timeout: timeout, in: bufio.NewReader(c)}, nil
}

func (c *connection) close() {
	if c != nil {
		_ = c.Conn.Close()
	}
}

// send sends one request and returns the status of its answer.
func (c *connection) send(r Request) (int, error) {
	c.out = append(c.out[:0], r.Method...)
	c.out = append(c.out, ' ')
	c.out = append(append(c.out, c.prefix...), r.Path...)
	c.out = append(append(c.out, " HTTP/1.1\r\nHost: "...), c.host...)
	if r.Method != http.MethodGet {
		c.out = fmt.Appendf(c.out, "\r\nContent-Type: %s\r\nContent-Length: %d", r.ContentType, len(r.Body))
	}
	c.out = append(append(c.out, "\r\n\r\n"...), r.Body...)
	if err := c.SetDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	if _, err := c.Write(c.out); err != nil {
		return 0, err
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	c.ended = answer.Close
	return answer.StatusCode, err
}
