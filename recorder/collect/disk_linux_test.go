package collect

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// On a full disk every event that is not in a file is counted, every file is
// readable to its end, and when there is room again recording goes on.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no file system of its own for the test: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	b := newBench(t, testLimits)
	b.end()
	b.dir = filepath.Join(disk, "runs")
	b.begin(testLimits)
	for i := range 10 {
		b.say(fmt.Sprint("query_start q", i))
	}
	sent := int64(10)
	for range 30 {
		for i := range 10 {
			b.say(fmt.Sprint("task_end q", i))
			sent++
		}
		b.wait(1)
	}
	_, _, failing := b.Health()
	if !errors.Is(failing, syscall.ENOSPC) || b.lostN == 0 {
		t.Fatalf("failing: %v, %d lost", failing, b.lostN)
	}
	in := func() (n int64) {
		paths, _ := filepath.Glob(filepath.Join(b.dir, "*.arrow*")) // each of which other tools open
		for _, path := range paths {
			r, err := format.Open(path)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for r.Next() {
				if k := r.Event().Kind; k != format.RecordingStart && k != format.RecordingEnd && k != format.Loss {
					n++
				}
			}
			if s := r.Status(); s.State == format.Damaged || !s.Closed {
				t.Errorf("%s is %s: %s", path, s.State, s.Reason)
			}
			r.Close()
		}
		return n
	}
	// Somebody makes room.
	paths, _ := filepath.Glob(filepath.Join(b.dir, "*.partial"))
	removed := int64(0)
	for _, t := range b.opened() {
		paths = slices.DeleteFunc(paths, func(p string) bool { return p == t.file.path+partial })
	}
	for _, path := range paths {
		removed += int64(strings.Count(dump(t, path), "query_start") + strings.Count(dump(t, path), "task_end"))
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	b.wait(10)
	for i := range 3 {
		b.say(fmt.Sprint("query_end q", i))
		sent++
	}
	b.wait(10)
	if _, _, failing := b.Health(); failing != nil {
		t.Errorf("there is room, and yet: %v", failing)
	}
	b.end()
	if got := in(); got+b.lostN+removed != sent {
		t.Errorf("%d events sent, %d in files, %d removed, %d counted as lost", sent, got, removed, b.lostN)
	}
}

// TestWholeGivesBack: no room stays taken that a closed file does not need.
func TestWholeGivesBack(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	w := &Whole{File: f, Ahead: func() int64 { return 1 << 20 }}
	if _, err := w.Write([]byte("text")); err != nil {
		t.Fatal(err)
	}
	if w.blind {
		t.Skip("the file system keeps no room")
	}
	if taken := blocks(t, f.Name()); taken < 1<<20 {
		t.Errorf("%d bytes are taken", taken)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(f.Name()); string(data) != "text" || err != nil {
		t.Errorf("%q %v", data, err)
	}
	if taken := blocks(t, f.Name()); taken > 64<<10 {
		t.Errorf("%d bytes are taken", taken)
	}
}

// blocks returns how much of a disk a file takes, in bytes.
func blocks(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Blocks * 512
}
