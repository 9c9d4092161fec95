package recorder

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
)

// collectInto collects into a directory while use is at work, and returns the
// result and the kinds of events of each file.
func collectInto(t *testing.T, o Options, use func(url string)) (Result, map[string]string) {
	t.Helper()
	o.Directory = filepath.Join(t.TempDir(), "runs")
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	ctx, stop := context.WithCancel(t.Context())
	result, err := Listen(ctx, o, func(url string) {
		defer stop()
		use(url)
	})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	entries, err := os.ReadDir(o.Directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		var kinds []string
		for _, e := range read(t, filepath.Join(o.Directory, e.Name())) {
			kinds = append(kinds, e.KindName())
		}
		_, name, _ := strings.Cut(e.Name(), "-")
		files[name] = strings.Join(kinds, " ")
	}
	return result, files
}

func post(t *testing.T, url string) {
	t.Helper()
	body := `{"start_sec":1,"end_sec":2,"end_state":"Finished","timestamp_sec":1}`
	if status, text := send(t, "POST", url, strings.NewReader(body)); status != 200 {
		t.Errorf("%s: %d %s", url, status, text)
	}
}

func TestCollect(t *testing.T) {
	var closed []collect.File
	r, files := collectInto(t, Options{Closed: func(f collect.File) { closed = append(closed, f) }}, func(url string) {
		if status, _ := send(t, "GET", url+"/api/ping", nil); status != 204 {
			t.Errorf("answered %d", status)
		}
		post(t, url+"/engine/query/a/start")
		post(t, url+"/engine/query/b/start")
		post(t, url+"/job/nightly/engine/query/c/start")
		post(t, url+"/job/nightly/engine/query/d/start")
		post(t, url+"/engine/query/a/end")
		post(t, url+"/job/../../x/engine/query/e/start") // Daft's client would resolve it
		post(t, url+"/job/%2e%2e%2f%2e%2e/engine/query/e/start")
		post(t, url+"/job//engine/query/f/start")
	})
	want := map[string]string{
		"collector.arrow":       "recording_start ping unknown_request recording_end",
		"query-a.arrow":         "recording_start query_start query_end recording_end",
		"query-b.arrow":         "recording_start query_start recording_end",
		"job-nightly.arrow":     "recording_start query_start query_start recording_end",
		"job-__-5ec1f7e7.arrow": "recording_start unknown_request unknown_request recording_end",
	}
	if !maps.Equal(files, want) {
		t.Errorf("got %v\nwant %v", files, want)
	}
	if r.WriteError != nil || len(r.Queries) != 4 || r.Files != 5 || r.Requests != 9 || len(closed) != 5 {
		t.Errorf("%+v, %d files", r, len(closed))
	}
}

// The rate is limited by address, what is beyond is answered 429, and counted in
// every file that was open.
func TestCollectRate(t *testing.T) {
	statuses := map[int]int64{}
	r, files := collectInto(t, Options{RequestsPerSecond: 1}, func(url string) {
		for range 20 {
			status, _ := send(t, "POST", url+"/engine/query/a/start", strings.NewReader(`{"start_sec":1}`))
			statuses[status]++
		}
		if status, _ := send(t, "GET", url+"/healthz", nil); status != 200 {
			t.Errorf("the health is limited too: %d", status)
		}
	})
	if statuses[200] < 2 || statuses[429] == 0 || statuses[200]+statuses[429] != 20 {
		t.Errorf("%v", statuses)
	}
	if len(r.Losses) != 1 || r.Losses[0] != (Loss{"requests", lossRate, statuses[429]}) {
		t.Errorf("%v", r.Losses)
	}
	if !strings.Contains(files["query-a.arrow"], " loss ") {
		t.Errorf("%v", files)
	}
}

func TestCollectToken(t *testing.T) {
	const token = "0123456789abcdef"
	_, files := collectInto(t, Options{Token: token}, func(url string) {
		if !strings.HasSuffix(url, "/"+token) {
			t.Errorf("the URL is %s", url)
		}
		post(t, url+"/job/j/engine/query/a/start")
		base := strings.TrimSuffix(url, token)
		for _, path := range []string{"engine/query/b/start", "job/j/engine/query/b/start", "wrong/job/j/engine/query/b/start"} {
			if status, _ := send(t, "POST", base+path, nil); status != 404 {
				t.Errorf("%s: %d", path, status)
			}
		}
	})
	if len(files) != 1 {
		t.Errorf("%v", files)
	}
	for _, token := range []string{"short", "0123456789abcdef/", "0123456789abcde ", strings.Repeat("x", 200), "0123456789abcdé"} {
		_, err := Listen(t.Context(), Options{Token: token, Output: filepath.Join(t.TempDir(), "x")}, func(string) {})
		if err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func TestHealth(t *testing.T) {
	ask := func(url string) (status int, a healthAnswer) {
		status, text := send(t, "GET", url, nil)
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&a); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return status, a
	}
	s := testSink(&fakeWriter{}, 8, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer(l, s, "0123456789abcdef", serverLimits, nil)
	srv.target = &target{}
	srv.start()
	defer srv.stop()
	url := "http://" + l.Addr().String() + healthPath
	if status, a := ask(url); status != 200 || a.Status != "recording" || a.Reason != nil || a.Connections != 1 {
		t.Errorf("%d %+v", status, a)
	}
	for _, c := range []struct {
		reason string
		change func()
	}{
		{lossWrite, func() { s.pulse.broken.Store(true) }},
		{"writing does not come to an end", func() { s.pulse.began = s.pulse.began.Add(-2 * stuckAfter) }},
		{"the collector was told to stop", func() { srv.stopping.Store(true) }},
	} {
		c.change()
		if status, a := ask(url); status != 503 || a.Status == "recording" || a.Reason == nil || *a.Reason != c.reason {
			t.Errorf("%s: %d %+v", c.reason, status, a)
		}
	}
	if status, _ := send(t, "GET", "http://"+l.Addr().String()+livePath, nil); status != 200 {
		t.Errorf("it lives, and yet %d", status)
	}
	if n := srv.rejected.Load(); n != 0 {
		t.Errorf("%d questions count as rejected", n)
	}
	_ = s.close(theEnd(), time.Hour)
}

// A job's recorder, which strangers on this machine reach, says nothing.
func TestNoHealthOfRun(t *testing.T) {
	s := testSink(&fakeWriter{}, 8, nil)
	_, url := testServer(t, s, "secret", serverLimits)
	for _, path := range []string{healthPath, livePath} {
		if status, _ := send(t, "GET", url+path, nil); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	_ = s.close(theEnd(), time.Hour)
}

// A second collector on the port or in the directory says what is wrong.
func TestCollectTwice(t *testing.T) {
	_, _ = collectInto(t, Options{}, func(url string) {
		address := strings.TrimPrefix(url, "http://")
		_, err := Listen(t.Context(), Options{Address: address, Directory: t.TempDir()}, func(string) {})
		if err == nil || !strings.Contains(err.Error(), "another program, perhaps another recorder, listens there") {
			t.Errorf("%v", err)
		}
	})
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err := Listen(ctx, Options{Directory: dir}, func(string) {
		defer stop()
		_, err := Listen(ctx, Options{Directory: dir}, func(string) {})
		if err == nil || !strings.Contains(err.Error(), "another collector writes into "+dir) {
			t.Errorf("%v", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// Many jobs and connections at a time: each event is in the file of its own job.
func TestCollectManyJobs(t *testing.T) {
	const jobs, each = 40, 25
	r, files := collectInto(t, Options{}, func(url string) {
		done := make(chan error)
		for j := range jobs {
			go func() {
				for i := range each {
					status, text := sendQuietly(fmt.Sprintf("%s/job/j%d/engine/query/q%d/exec/%d/start", url, j, j, i))
					if status != 200 {
						done <- fmt.Errorf("answered %d %s", status, text)
						return
					}
				}
				done <- nil
			}()
		}
		for range jobs {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
	if len(files) != jobs || r.Files != jobs {
		t.Errorf("%d files", len(files))
	}
	for name, kinds := range files {
		if n := strings.Count(kinds, format.OperatorStart.String()); n != each {
			t.Errorf("%s: %d events", name, n)
		}
	}
}

func sendQuietly(url string) (int, string) {
	answer, err := http.Post(url, "", nil)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}

// A dashboard that the collector forwards to gets what Daft would have sent it:
// it knows nothing of jobs.
func TestCollectForwards(t *testing.T) {
	var mu sync.Mutex
	var paths []string
	dashboard := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, r.URL.Path)
	}))
	defer dashboard.Close()
	o := Options{Environ: []string{envURL + "=" + dashboard.URL}, Token: "0123456789abcdef"}
	_, _ = collectInto(t, o, func(url string) {
		post(t, url+"/job/nightly/engine/query/a/start")
		post(t, url+"/engine/query/b/start")
	})
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(paths, " "); got != "/engine/query/a/start /engine/query/b/start" {
		t.Error(got)
	}
}

// docs/collect.md names every member of the health's JSON, and no other.
func TestHealthIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "collect.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Health\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var documented, written []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(section, -1) {
		documented = append(documented, m[1])
	}
	for i := range reflect.TypeFor[healthAnswer]().NumField() {
		written = append(written, reflect.TypeFor[healthAnswer]().Field(i).Tag.Get("json"))
	}
	if !slices.Equal(documented, written) {
		t.Errorf("documented %q, written %q", documented, written)
	}
}
