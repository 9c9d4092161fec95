package burst

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

const capture = `{"t":1,"method":"GET","path":"/api/ping","body":null}
{"t":2,"method":"POST","path":"/engine/query/noble-badger-4e6c14/start","body":{"start_sec":1795394768.858464,"n":1795394768}}
{"t":3,"method":"POST","path":"/engine/query/noble-badger-4e6c14/end","body":{"end_sec":1795394799}}
`

func TestCopiesHaveTheirOwnIdsAndTimes(t *testing.T) {
	c, err := parse(strings.NewReader(capture))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	next := c.Copies(8, "x-")
	for r, ok := next(); ok; r, ok = next() {
		got = append(got, r.Method+" "+r.Path+" "+string(r.Body))
	}
	want := []string{
		"GET /api/ping ",
		`POST /engine/query/x-noble-badger-000000/start {"start_sec":1795394768.858464,"n":1795394768}`,
		`POST /engine/query/x-noble-badger-000000/end {"end_sec":1795394799}`,
		"GET /api/ping ",
		`POST /engine/query/x-noble-badger-000001/start {"start_sec":1795394828.858464,"n":1795394768}`,
		`POST /engine/query/x-noble-badger-000001/end {"end_sec":1795394859}`,
		"GET /api/ping ",
		`POST /engine/query/x-noble-badger-000002/start {"start_sec":1795394888.858464,"n":1795394768}`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCopiesOfProtobufKeepTheirLength(t *testing.T) {
	c, err := parse(strings.NewReader(`{"method":"POST","path":"/v1/metrics","base64":"AQxub2JsZS1iYWRnZXItNGU2YzE0Ag=="}`)) // 01 0c "noble-badger-4e6c14" 02
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, label := range []string{"0-", "1-"} {
		next := c.Copies(3, label)
		for r, ok := next(); ok; r, ok = next() {
			if len(r.Body) != 22 || r.Path != "/v1/metrics" || r.ContentType != protobuf || !strings.HasPrefix(string(r.Body), "\x01\x0cnoble-badger-") {
				t.Errorf("%+v %q", r, r.Body)
			}
			seen[string(r.Body)] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d different bodies, want 6", len(seen))
	}
}

func TestSendDeliversEachRequestOnceAndCountsAnswers(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		seen[r.URL.Path]++
		mu.Unlock()
		switch {
		case r.Method == http.MethodPost && !json.Valid(body):
			w.WriteHeader(http.StatusBadRequest)
		case strings.HasSuffix(r.URL.Path, "/end"):
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	c, err := parse(strings.NewReader(capture))
	if err != nil {
		t.Fatal(err)
	}
	report, err := Send(Target{URL: server.URL + "/token/", Connections: 4}, c.Spread(301, 4, "x"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Accepted+report.Busy != 301 || report.Busy != 100 || report.Refused != 0 || report.Failed != 0 {
		t.Errorf("%+v", report)
	}
	if seen["/token/api/ping"] != 101 || seen["/token/engine/query/x3-noble-badger-000018/start"] != 1 || len(seen) != 201 {
		t.Errorf("%d paths, %d pings", len(seen), seen["/token/api/ping"])
	}
}
