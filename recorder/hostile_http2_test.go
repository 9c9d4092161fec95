package recorder

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// An http2Conn is a client that knows of HTTP/2 just what it takes to misuse it.
type http2Conn struct {
	net.Conn
	t *testing.T
}

// Types of frames.
const (
	frameData         = 0
	frameHeaders      = 1
	frameReset        = 3
	frameSettings     = 4
	framePing         = 6
	frameGoAway       = 7
	frameContinuation = 9
)

const endHeaders = 4 // flag

func dialHTTP2(t *testing.T, url string) *http2Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(time.Minute)) // so that a failing test ends
	h := &http2Conn{c, t}
	_, _ = io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	_ = h.frame(frameSettings, 0, 0, nil)
	return h
}

func (c *http2Conn) frame(kind, flags byte, stream uint32, payload []byte) error {
	b := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	_, err := c.Write(append(binary.BigEndian.AppendUint32(b, stream), payload...))
	return err
}

// headers returns the block of a call's headers, the path as a literal.
func headers(path string) []byte {
	b := []byte{0x83, 0x86, 0x04, byte(len(path))} // POST, http, a path
	b = append(b, path...)
	b = append(b, 0x01, 1, 'h', 0x0f, 0x10, 16) // an authority, a content type
	return append(b, "application/grpc"...)
}

// until reads frames until one is of one of the types, or the connection ends,
// and returns its type, -1 for the end.
func (c *http2Conn) until(kinds ...byte) int {
	c.t.Helper()
	for {
		var head [9]byte
		if _, err := io.ReadFull(c, head[:]); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				c.t.Fatal("the server lets it be")
			}
			return -1
		}
		length := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
		if _, err := io.CopyN(io.Discard, c, length); err != nil {
			return -1
		}
		if bytes.IndexByte(kinds, head[3]) >= 0 {
			return int(head[3])
		}
	}
}

// TestHostileHTTP2: who misuses the protocol loses the stream or the connection,
// and others are served as before.
func TestHostileHTTP2(t *testing.T) {
	for name, misuse := range map[string]func(c *http2Conn){
		"headers and no body": func(c *http2Conn) {
			_ = c.frame(frameHeaders, endHeaders, 1, headers("/secret"+traceMethod))
			c.until(frameReset)
		},
		"a body that never ends": func(c *http2Conn) {
			_ = c.frame(frameHeaders, endHeaders, 1, headers("/secret"+traceMethod))
			_ = c.frame(frameData, 0, 1, []byte{0})
			c.until(frameReset)
		},
		"more streams than may be": func(c *http2Conn) {
			for i := range uint32(100) {
				_ = c.frame(frameHeaders, endHeaders, 2*i+1, headers("/secret"+traceMethod))
			}
			c.until(frameReset, frameGoAway)
		},
		"streams that are reset at once": func(c *http2Conn) {
			// The server ends the connection only if it cannot keep up.
			for i := range uint32(5_000) {
				if c.frame(frameHeaders, endHeaders, 2*i+1, headers("/secret"+traceMethod)) != nil || c.frame(frameReset, 0, 2*i+1, []byte{0, 0, 0, 8}) != nil {
					return
				}
			}
		},
		"headers without end": func(c *http2Conn) {
			_ = c.frame(frameHeaders, 0, 1, headers(traceMethod))
			for c.frame(frameContinuation, 0, 1, bytes.Repeat([]byte{0x00, 1, 'x', 1, 'y'}, 3000)) == nil {
			}
		},
		"a frame of 1 MiB": func(c *http2Conn) {
			_ = c.frame(frameHeaders, endHeaders, 1, headers("/secret"+traceMethod))
			_ = c.frame(frameData, 0, 1, make([]byte, 1<<20))
			c.until(frameGoAway)
		},
		"more than the window": func(c *http2Conn) {
			_ = c.frame(frameHeaders, endHeaders, 1, headers(traceMethod)) // not admitted, so it is not read
			for range 100 {
				if c.frame(frameData, 0, 1, make([]byte, 16<<10)) != nil {
					return
				}
			}
			c.until(frameGoAway, frameReset)
		},
		"pings whose answers are not read": func(c *http2Conn) {
			for c.frame(framePing, 0, 0, make([]byte, 8)) == nil {
			}
		},
		"nothing that is admitted": func(c *http2Conn) {
			if kind := c.until(255); kind != -1 {
				t.Errorf("a frame of type %d", kind)
			}
		},
		"calls without a token": func(c *http2Conn) {
			for i := uint32(1); c.frame(frameHeaders, endHeaders|1, i, headers(traceMethod)) == nil; i += 2 {
				if c.until(frameHeaders, frameReset) == -1 {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := testSink(&fakeWriter{}, 8, nil)
			srv, url := testServer(t, s, "secret", limits{4096, 8, 100 * time.Millisecond})
			c := dialHTTP2(t, url)
			misuse(c)
			if status, _ := send(t, "GET", url+"/secret/api/ping", nil); status != 204 {
				t.Errorf("another is answered with %d", status)
			}
			_ = c.Close()
			srv.stop()
			_ = s.close(theEnd(), time.Hour)
			if used := s.budget.used.Load(); used != 0 {
				t.Errorf("%d bytes of the budget are still in use", used)
			}
		})
	}
}
