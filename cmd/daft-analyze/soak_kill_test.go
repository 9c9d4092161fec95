//go:build e2e

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/burst"
)

// promised is how long before a kill an acknowledged request is safe.
const promised = time.Second

// A killed recorder leaves a file that opens, and in it everything that was
// acknowledged more than a second before.
func TestE2ESoakKill(t *testing.T) {
	capture := readCapture(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	var safe, all int
	for i := range soakSize(3, 50) {
		after := promised + time.Duration(dice.Int64N(int64(3*time.Second)))
		pause := time.Duration(0)
		if i%2 == 1 {
			pause = 3 * time.Millisecond // then batches are written by the clock, not because they are full
		}
		s, a := killUnderLoad(t, capture, after, pause, i == 0)
		safe, all = safe+s, all+a
	}
	t.Logf("%d marked requests were acknowledged, %d of them more than %v before the kill", all, safe, promised)
}

// killUnderLoad kills a collector so long after it began to get requests, each
// connection's with a pause between them, and looks for what it had acknowledged. It returns how many requests had to be in the
// file, and how many were acknowledged.
func killUnderLoad(t *testing.T, capture *burst.Capture, after, pause time.Duration, explain bool) (safe, all int) {
	t.Helper()
	c := startLoaded(t)
	var mu sync.Mutex
	acknowledged := map[string]time.Time{}
	stop, sent := make(chan struct{}), make(chan burst.Report, 1)
	go func() {
		report, err := burst.Send(burst.Target{URL: c.url, Connections: 8}, marked(capture, pause), stop, func(r burst.Request, at time.Time) {
			if r.ContentType == markedType {
				mu.Lock()
				acknowledged[r.Path] = at
				mu.Unlock()
			}
		})
		if err != nil {
			t.Error(err)
		}
		sent <- report
	}()
	time.Sleep(after) // the moment to kill at is what is tried
	killed := time.Now()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	close(stop)
	report := <-sent

	recorded := map[string]bool{}
	events := readRecording(t, c.path, format.Interrupted, func(e *format.Event) { recorded[pathOf(e)] = true })
	var latest time.Duration // before the kill, of what is missing
	missing := 0
	for path, at := range acknowledged {
		all++
		before := killed.Sub(at)
		if before > promised {
			safe++
		}
		if !recorded[path] {
			latest = max(latest, before)
			if before > promised {
				missing++
			}
		}
	}
	t.Logf("killed after %v: %d requests accepted, %d busy, %d events in the file; the oldest that is missing was acknowledged %v before the kill",
		after.Round(time.Millisecond), report.Accepted, report.Busy, events, latest.Round(time.Millisecond))
	if missing > 0 {
		t.Errorf("%d of %d requests that were acknowledged more than %v before the kill are missing", missing, safe, promised)
	}
	if explain {
		if out, err := exec.Command(c.Path, "explain", c.path).CombinedOutput(); err != nil {
			t.Errorf("explain: %v: %s", err, out)
		}
	}
	return safe, all
}

// markedType is the content type of requests that can be told from each other.
const markedType = "application/json; marked"

// marked returns for each connection the requests of the capture, with a marked
// one after each: the end of a task of a number of its own. It pauses before each.
func marked(capture *burst.Capture, pause time.Duration) func(connection int) func() (burst.Request, bool) {
	return func(connection int) func() (burst.Request, bool) {
		next := capture.Copies(1<<30, fmt.Sprintf("%d-", connection))
		query, n := fmt.Sprintf("marked-%d", connection), 0
		return func() (burst.Request, bool) {
			time.Sleep(pause)
			if n++; n%2 == 1 {
				return next()
			}
			body := fmt.Sprintf(`{"end_sec":1795394772.0825584,"task_id":%d,"last_node_id":4,"node_ids":[2,4],"plan_fingerprint":3272943187,`+
				`"worker_id":"85270ab608d1d5705a221adc8135adb36c308b077a85ca9d50ec7dab","outcome":{"status":"Success"},`+
				`"totals":{"cpu_us":130056,"rows_in":100000,"rows_out":100000,"bytes_in":0,"bytes_out":1880064}}`, n)
			return burst.Request{Method: http.MethodPost, Path: markedPath(query, int64(n)), ContentType: markedType, Body: []byte(body)}, true
		}
	}
}

// markedPath is the path of a marked request. What follows the question mark is
// for the sender only.
func markedPath(query string, task int64) string {
	return fmt.Sprintf("/engine/query/%s/task/end?task=%d", query, task)
}

// pathOf returns the path of the marked request that an event came by.
func pathOf(e *format.Event) string {
	task, ok := e.Int(format.TaskID)
	if e.Kind != format.TaskEnd || !ok {
		return ""
	}
	return markedPath(e.Label(format.QueryID), task)
}
