package recorder

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A limitedListener accepts a bounded number of connections at a time. Beyond
// that it closes new ones at once: a client that waits would be worse off.
type limitedListener struct {
	net.Listener
	limit    int64
	opened   atomic.Int64
	refused  func()        // told of each connection that is closed at once
	patience time.Duration // with a connection by which nothing admissible came
}

func limit(l net.Listener, n int64, patience time.Duration, refused func()) *limitedListener {
	return &limitedListener{Listener: l, limit: n, patience: patience, refused: refused}
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
			counted := &countedConn{Conn: c, closed: func() { l.opened.Add(-1) }}
			counted.stranger = time.AfterFunc(l.patience, func() { _ = counted.drop() })
			return counted, nil
		}
		l.opened.Add(-1)
		_ = c.Close()
		l.refused()
	}
}

// A countedConn says once when it is closed. It is closed when patience ends
// unless it was admitted: by HTTP/2 a stranger could hold it without a request.
type countedConn struct {
	net.Conn
	once     sync.Once
	closed   func()
	stranger *time.Timer
}

// Close closes the connection.
func (c *countedConn) Close() error {
	c.admit()
	return c.drop()
}

func (c *countedConn) drop() error {
	defer c.once.Do(c.closed)
	return c.Conn.Close()
}

// admit says that a request that was for us came by this connection.
func (c *countedConn) admit() { c.stranger.Stop() }
