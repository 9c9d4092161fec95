package recorder

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// testServer serves on a free port of this machine. Its end is the test's.
func testServer(t *testing.T, s *sink, token string, limits limits) (srv *server, url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv = serve(l, s, token, limits, nil)
	t.Cleanup(srv.stop)
	return srv, "http://" + l.Addr().String()
}

func send(t *testing.T, method, url string, body io.Reader, header ...string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestServerAnswers(t *testing.T) {
	const q = "/engine/query/q"
	chunked := func(s string) io.Reader { return io.MultiReader(strings.NewReader(s)) } // of unknown length
	for _, c := range []struct {
		name, method, path string
		body               io.Reader
		header             []string
		status             int
		kinds              string // of the events that come of it
	}{
		{"ping", "GET", "/secret/api/ping", nil, nil, 204, "ping"},
		{"post", "POST", "/secret" + q + "/heartbeat", strings.NewReader(`{"timestamp_sec":1}`), nil, 200, "query_heartbeat"},
		{"post in chunks", "POST", "/secret" + q + "/heartbeat", chunked(`{"timestamp_sec":1}`), nil, 200, "query_heartbeat"},
		{"post without a body", "POST", "/secret" + q + "/exec/1/start", nil, nil, 200, "operator_start"},
		{"escaped id", "POST", "/secret/engine/query/a%20b/exec/1/end", nil, nil, 200, "operator_end"},
		{"unknown endpoint", "POST", "/secret/engine/new", strings.NewReader("x"), nil, 200, "unknown_request"},
		{"not JSON", "POST", "/secret" + q + "/start", strings.NewReader("\x00\xff"), nil, 200, "bad_request"},
		{"slash too many", "POST", "/secret/" + q + "/exec/1/start", nil, nil, 200, "unknown_request"},

		{"no token", "GET", "/api/ping", nil, nil, 404, ""},
		{"wrong token", "POST", "/secre7" + q + "/heartbeat", strings.NewReader(`{"timestamp_sec":1}`), nil, 404, ""},
		{"token alone", "GET", "/secret", nil, nil, 405, ""},
		{"other GET", "GET", "/secret/api/queries", nil, nil, 405, ""},
		{"HEAD", "HEAD", "/secret/api/ping", nil, nil, 405, ""},
		{"DELETE", "DELETE", "/secret" + q, nil, nil, 405, ""},
		{"browser", "POST", "/secret" + q + "/heartbeat", strings.NewReader(`{"timestamp_sec":1}`), []string{"Origin", "http://evil"}, 403, ""},
		{"gzip", "POST", "/secret" + q + "/heartbeat", strings.NewReader("\x1f\x8b"), []string{"Content-Encoding", "gzip"}, 415, ""},
		{"too large", "POST", "/secret" + q + "/heartbeat", bytes.NewReader(make([]byte, 4097)), nil, 413, "loss"},
		{"too large in chunks", "POST", "/secret" + q + "/heartbeat", io.MultiReader(bytes.NewReader(make([]byte, 5000))), nil, 413, "loss"},
		{"as large as may be", "POST", "/secret/engine/x", bytes.NewReader(make([]byte, 4096)), nil, 200, "unknown_request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &fakeWriter{}
			s := testSink(w, 8, nil)
			srv, url := testServer(t, s, "secret", limits{4096, 8, time.Minute})
			status, text := send(t, c.method, url+c.path, c.body, c.header...)
			if status != c.status {
				t.Errorf("answered %d %q, want %d", status, text, c.status)
			}
			if ok := status < 300; ok != (text == "") && c.method != "HEAD" || len(text) > 100 {
				t.Errorf("answered %d with the text %q", status, text)
			}
			_ = s.close(theEnd(), time.Hour)
			if want := strings.TrimSpace(c.kinds + " recording_end"); w.kinds() != want {
				t.Errorf("events %s, want %s", w.kinds(), want)
			}
			if used := s.budget.used.Load(); used != 0 {
				t.Errorf("%d bytes of the budget are still in use", used)
			}
			if rejected := srv.rejected.Load() == 1; rejected != (status == 404 || status == 405 || status == 403 || status == 415) {
				t.Errorf("rejected: %v", rejected)
			}
		})
	}
}

// TestServerFull: what does not fit is refused with 503 and counted, and what
// was held is given back.
func TestServerFull(t *testing.T) {
	w := &fakeWriter{hold: make(chan struct{})}
	s := testSink(w, 1<<10, nil)
	s.budget.limit = 10_000
	_, url := testServer(t, s, "", serverLimits)
	statuses := map[int]int{}
	for range 20 {
		status, _ := send(t, "POST", url+"/engine/x", bytes.NewReader(make([]byte, 1000)))
		statuses[status]++
	}
	if statuses[200] < 5 || statuses[200] > 10 || statuses[200]+statuses[503] != 20 {
		t.Errorf("answers %v", statuses)
	}
	close(w.hold)
	if err := s.close(theEnd(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := s.lost.all(); len(got) != 1 || got[0] != (Loss{"requests", lossQueueFull, int64(statuses[503])}) {
		t.Errorf("losses %v", got)
	}
	if used := s.budget.used.Load(); used != 0 {
		t.Errorf("%d bytes of the budget are still in use", used)
	}
}

// TestServerBroken: a body that breaks off is a loss and holds nothing.
func TestServerBroken(t *testing.T) {
	s := testSink(&fakeWriter{}, 8, nil)
	_, url := testServer(t, s, "", serverLimits)
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(c, "POST /engine/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") {
		t.Errorf("answered %q", answer)
	}
	if got := s.lost.all(); len(got) != 1 || got[0].Why != lossBroken {
		t.Errorf("losses %v", got)
	}
	if used := s.budget.used.Load(); used != 0 {
		t.Errorf("%d bytes of the budget are still in use", used)
	}
	_ = s.close(theEnd(), time.Hour)
}

// TestServerSlow: who sends too slowly is cut off.
func TestServerSlow(t *testing.T) {
	for name, sent := range map[string]string{
		"header": "POST /engine/x HTTP/1.1\r\nHost: x\r\n",
		"body":   "POST /engine/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			s := testSink(&fakeWriter{}, 8, nil)
			srv, url := testServer(t, s, "", limits{4096, 8, 50 * time.Millisecond})
			c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprint(c, sent)
			_, _ = io.ReadAll(c) // until it is closed
			if n := srv.requests.Load(); n != 0 {
				t.Errorf("%d requests were taken", n)
			}
			if used := s.budget.used.Load(); used != 0 {
				t.Errorf("%d bytes of the budget are still in use", used)
			}
			if got := s.lost.all(); (len(got) == 1) != (name == "body") {
				t.Errorf("losses %v", got)
			}
			_ = s.close(theEnd(), time.Hour)
		})
	}
}

// TestServerLargeHeader: whether the client sees the answer or a closed
// connection depends on how much it has sent by then.
func TestServerLargeHeader(t *testing.T) {
	s := testSink(&fakeWriter{}, 8, nil)
	srv, url := testServer(t, s, "", serverLimits)
	r, _ := http.NewRequest("POST", url+"/engine/x", nil)
	r.Header.Set("X", strings.Repeat("x", 64<<10))
	if answer, err := http.DefaultClient.Do(r); err == nil && answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %d", answer.StatusCode)
	}
	if n := srv.requests.Load(); n != 0 {
		t.Errorf("%d requests were taken", n)
	}
	_ = s.close(theEnd(), time.Hour)
}

func TestServerManyAtOnce(t *testing.T) {
	w := &fakeWriter{}
	s := testSink(w, 1<<12, nil)
	_, url := testServer(t, s, "", serverLimits)
	var all sync.WaitGroup
	for client := range 8 {
		all.Go(func() {
			for i := range 50 {
				status, _ := send(t, "POST", fmt.Sprintf("%s/engine/query/q%d/exec/%d/start", url, client, i), nil)
				if status != 200 {
					t.Errorf("answered %d", status)
				}
			}
		})
	}
	all.Wait()
	_ = s.close(theEnd(), time.Hour)
	next := map[string]int64{}
	last := format.Time(0)
	for i, e := range w.events[:len(w.events)-1] {
		if n, _ := e.Int(format.Payload); n != int64(i+1) {
			t.Fatalf("event %d has payload %d", i, n)
		}
		if at, _ := e.Arrival(); at <= last {
			t.Fatalf("event %d arrived at %d, after %d", i, at, last)
		} else {
			last = at
		}
		q := e.Label(format.QueryID)
		if n, _ := e.Int(format.NodeID); n != next[q] {
			t.Fatalf("of query %s came operator %d, want %d", q, n, next[q])
		}
		next[q]++
	}
	if len(w.events) != 401 {
		t.Errorf("%d events", len(w.events))
	}
}

func TestServerConnectionLimit(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	limited := limit(l, 1, time.Hour, func() { refused++ })
	defer limited.Close()
	accepted := make(chan net.Conn, 2)
	go func() {
		for {
			c, err := limited.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := dial()
	defer first.Close()
	held := <-accepted
	second := dial()
	defer second.Close()
	if _, err := second.Read(make([]byte, 1)); err == nil {
		t.Error("a connection beyond the limit was not closed")
	}
	held.Close()
	held.Close() // counts once
	if n := limited.open(); n != 0 {
		t.Errorf("%d connections open", n)
	}
	third := dial()
	defer third.Close()
	(<-accepted).Close()
	if refused != 1 {
		t.Errorf("%d connections refused", refused)
	}
}

// TestDrain: it ends when no one is connected, and otherwise when it is told to.
func TestDrain(t *testing.T) {
	s := testSink(&fakeWriter{}, 8, nil)
	srv, url := testServer(t, s, "", serverLimits)
	srv.drain(t.Context(), time.Hour, time.Microsecond) // no one is connected

	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for srv.listener.open() == 0 {
		time.Sleep(time.Millisecond)
	}
	srv.drain(t.Context(), 1, time.Microsecond) // connected, but quiet for 1 ns

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	srv.drain(ctx, time.Hour, time.Microsecond)
	if ctx.Err() == nil {
		t.Error("drain ended although a process was connected and time was left")
	}
	_ = s.close(theEnd(), time.Hour)
}

func BenchmarkServer(b *testing.B) {
	w := &fakeWriter{}
	s := testSink(w, queueLength, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	srv := serve(l, s, "", serverLimits, nil)
	defer srv.stop()
	url := "http://" + l.Addr().String() + "/engine/query/q/exec/1/start"
	for b.Loop() {
		answer, err := http.Post(url, "", nil)
		if err != nil {
			b.Fatal(err)
		}
		answer.Body.Close()
	}
}
