//go:build e2e

package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/burst"
)

// slowMost is how long a client that never finishes its request is put up with,
// beyond the recorder's own limit of 10 s.
const slowMost = 10*time.Second + 20*time.Second

// Many connections at once are served, and clients that dribble their requests
// do not keep the others from it: they are cut off.
func TestE2ESoakCrowd(t *testing.T) {
	connections, slow, requests := soakSize(100, 1000), soakSize(20, 200), soakSize(20_000, 400_000)
	c := startLoaded(t)
	to, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	var cut sync.WaitGroup
	for i := range slow {
		cut.Go(func() {
			if err := dribble(to.Host, i); err != nil {
				t.Errorf("slow client %d: %v", i, err)
			}
		})
	}
	report, err := burst.Send(burst.Target{URL: c.url, Connections: connections}, readCapture(t).Spread(requests, connections, ""), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d connections: %d accepted at %.0f a second, %d answered with 503", connections, report.Accepted,
		float64(report.Accepted)/report.Elapsed.Seconds(), report.Busy)
	if report.Accepted+report.Busy != int64(requests) || report.Failed+report.Refused > 0 {
		t.Errorf("%+v", report)
	}
	cut.Wait()
	if peak := c.peak(); peak > soakMemory {
		t.Errorf("the recorder took %d MB", peak>>20)
	} else {
		t.Logf("peak of the recorder %d MB", peak>>20)
	}
	c.stop()
	payloads := map[int64]bool{}
	var busy, broken int64
	readRecording(t, c.path, format.Complete, func(e *format.Event) {
		if n, ok := e.Int(format.Payload); ok {
			payloads[n] = true
		}
		if n, _ := e.Int(format.Count); e.Kind == format.Loss && e.Label(format.Name) == "requests" {
			if why, _ := e.Text(format.Text); strings.Contains(why, "queue") {
				busy += n
			} else {
				broken += n
			}
		}
	})
	if int64(len(payloads)) != report.Accepted || busy != report.Busy {
		t.Errorf("%d requests are recorded and %d counted as lost; %d were accepted and %d refused", len(payloads), busy, report.Accepted, report.Busy)
	}
	// Half of the slow clients had sent the head of a request.
	if broken != int64(slow/2) {
		t.Errorf("%d broken requests are counted, want %d", broken, slow/2)
	}
}

// dribble sends a request byte by byte: its head for every even i, else its
// body. It returns an error if the server does not cut it off.
func dribble(host string, i int) error {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer c.Close()
	head := "POST /engine/query/slow/end HTTP/1.1\r\nHost: x\r\n"
	if i%2 == 1 {
		if _, err := fmt.Fprintf(c, "%sContent-Length: 100000\r\n\r\n", head); err != nil {
			return err
		}
	}
	end := time.Now().Add(slowMost)
	for n := 0; time.Now().Before(end); n++ {
		piece := " "
		if i%2 == 0 && n < len(head) {
			piece = head[n : n+1]
		} else if i%2 == 0 {
			piece = "x"
		}
		if _, err := c.Write([]byte(piece)); err != nil {
			return nil // cut off
		}
		time.Sleep(200 * time.Millisecond)
	}
	return fmt.Errorf("still served after %v", slowMost)
}
