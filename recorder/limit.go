package recorder

import (
	"net"
	"sync"
	"sync/atomic"
)

// A limitedListener accepts a bounded number of connections at a time. Beyond
// that it closes new ones at once: a client that waits would be worse off.
type limitedListener struct {
	net.Listener
	limit   int64
	opened  atomic.Int64
	refused func() // told of each connection that is closed at once
}

func limit(l net.Listener, n int64, refused func()) *limitedListener {
	return &limitedListener{Listener: l, limit: n, refused: refused}
}

// open returns the number of open connections.
func (l *limitedListener) open() int64 { return l.opened.Load() }

// Accept waits for the next connection within the limit.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.opened.Add(1) <= l.limit {
			return &countedConn{Conn: c, closed: func() { l.opened.Add(-1) }}, nil
		}
		l.opened.Add(-1)
		_ = c.Close()
		l.refused()
	}
}

// A countedConn says once when it is closed.
type countedConn struct {
	net.Conn
	once   sync.Once
	closed func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.once.Do(c.closed)
	return c.Conn.Close()
}
