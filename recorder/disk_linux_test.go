package recorder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// On a full disk one recording keeps what fitted, whole to its last batch, and says
// so. It is closed, so that every tool opens it, but interrupted.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no file system of its own for the test: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	o := Options{Output: filepath.Join(disk, "run.arrow"), Address: "127.0.0.1:0"}
	ctx, stop := context.WithCancel(t.Context())
	r, err := Listen(ctx, o, func(url string) {
		defer stop()
		start := func(i, bytes int) {
			// Text that does not compress.
			body := `{"start_sec":1,"unoptimized_plan":"` + noise(i, bytes) + `"}`
			if status, text := send(t, "POST", url+"/engine/query/q/start", strings.NewReader(body)); status != 200 {
				t.Errorf("%d %s", status, text)
			}
		}
		size := func() int64 {
			info, err := os.Stat(o.Output)
			if err != nil {
				t.Error(err)
				return 0
			}
			return info.Size()
		}
		before := size()
		start(0, 100)
		for end := time.Now().Add(10 * time.Second); size() == before && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
		for i := range 40 {
			start(i, 200_000) // more than one batch
		}
	})
	if err != nil || !errors.Is(r.WriteError, syscall.ENOSPC) || len(r.Losses) == 0 {
		t.Fatalf("%+v %v", r, err)
	}
	run, err := format.Open(o.Output)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	var last *format.Event
	for run.Next() {
		last = run.Event().Clone()
	}
	if s := run.Status(); s.State != format.Interrupted || s.Bytes != run.Size() || !s.Closed {
		t.Errorf("%+v of %d bytes", s, run.Size())
	}
	if text, _ := last.Text(format.Text); last.Kind != format.Loss || text != lossFull {
		t.Errorf("the last event is %s %s", last.KindName(), text)
	}
	// Each request, the start of the recording, and what says how many are lost.
	lost := int64(0)
	for _, l := range r.Losses {
		lost += l.Count
	}
	if r.Events < 3 || r.Requests != 41 || r.Events+lost != r.Requests+2 {
		t.Errorf("%d requests, %d events, %v", r.Requests, r.Events, r.Losses)
	}
}

// noise returns n characters that compress badly.
func noise(seed, n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	b := make([]byte, n)
	x := uint64(seed) + 1
	for i := range b {
		x = x*6364136223846793005 + 1442695040888963407
		b[i] = alphabet[x>>58]
	}
	return string(b)
}
