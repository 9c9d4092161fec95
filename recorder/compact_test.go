package recorder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// scattered writes a recording of a slow job: a batch every two events.
func scattered(t *testing.T, path string, batches int, end *format.Event) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	w, err := format.NewWriter(f, format.WriterOptions{CreatedBy: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(batches) {
		for node := range int64(2) {
			at := format.Time(1795394768e9 + i*1e9 + node)
			e := format.NewEvent(format.OperatorStats).Received(format.SourceDashboard, at).SetInt(format.Payload, i).
				SetLabel(format.QueryID, "q").SetInt(format.NodeID, node).SetInt(format.RowsOut, i*i)
			if err := w.Write(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(end), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func endEvent() *format.Event {
	return format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, outcomeJobEnded).Received(format.SourceRecorder, 2e18)
}

// eventsOf reads a recording, and leaves out the digest, which is of the bytes.
func eventsOf(t *testing.T, path string) (string, format.Status) {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var events []*format.Event
	for r.Next() {
		e := r.Event().Clone()
		if e.Kind == format.RecordingEnd {
			e.SetText(format.Text, "")
		}
		events = append(events, e)
	}
	return formattest.Text(events), r.Status()
}

func TestCompactKeepsEveryEvent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.arrow")
	scattered(t, path, 200, endEvent())
	if err := os.Chmod(path, 0o640); err != nil { // somebody lets others read it
		t.Fatal(err)
	}
	before, _ := os.Stat(path)
	want, _ := eventsOf(t, path)
	if !isScattered(before, 401, 201) {
		t.Fatalf("%d bytes of 401 events are not scattered", before.Size())
	}
	size := compactOrLeave(t.Context(), time.Hour, before, path, "test")
	after, err := os.Stat(path)
	if err != nil || after.Size() != size || after.Mode() != 0o640 {
		t.Errorf("%v, %v bytes, mode %v; want %d bytes", err, after.Size(), after.Mode(), size)
	}
	if size > before.Size()/10 {
		t.Errorf("%d bytes of %d are left", size, before.Size())
	}
	got, status := eventsOf(t, path)
	if status.State != format.Complete || status.Batches != 2 {
		t.Errorf("%+v", status)
	}
	if got != want {
		t.Error("the events are not the same")
	}
	onlyFile(t, path)
}

// onlyFile makes sure that nothing is left beside a recording.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestCompactLeavesAloneWhatItCannotReplace(t *testing.T) {
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name string
		ctx  context.Context
		end  *format.Event
		harm func(t *testing.T, path string)
	}{
		{"no closing event", t.Context(), nil, nil},
		{"a damaged byte", t.Context(), endEvent(), func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data[len(data)/2] ^= 1
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"another file of this name", t.Context(), endEvent(), func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(os.WriteFile(path+"2", data, 0o600), os.Rename(path+"2", path)); err != nil {
				t.Fatal(err)
			}
		}},
		{"in a hurry", done, endEvent(), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "run.arrow")
			scattered(t, path, compactLook, test.end)
			before, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if test.harm != nil {
				test.harm(t, path)
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := compact(test.ctx, before, path, "test"); err == nil {
				t.Error("no error")
			}
			got, err := os.ReadFile(path)
			if err != nil || string(got) != string(want) {
				t.Errorf("%v; the recording changed", err)
			}
			onlyFile(t, path)
		})
	}
}

func TestCompactOnlyWhereItPays(t *testing.T) {
	for _, test := range []struct {
		name                  string
		size, events, batches int64
		mode                  os.FileMode
		want                  bool
	}{
		{"an hour of a slow job", 34 << 20, 70_000, 7200, 0, true},
		{"a quarter of a minute", 150 << 10, 300, 30, 0, false},
		{"an hour of a busy job", 1 << 30, 60 << 20, 7200, 0, false},
		{"large batches", 10 << 20, 700_000, 43, 0, false},
		{"a month of a slow job", 24 << 30, 50 << 20, 5 << 20, 0, false},
		{"a device", 34 << 20, 70_000, 7200, os.ModeDevice, false},
	} {
		if got := isScattered(fileInfo{size: test.size, mode: test.mode}, test.events, test.batches); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

type fileInfo struct {
	os.FileInfo
	size int64
	mode os.FileMode
}

func (f fileInfo) Size() int64       { return f.size }
func (f fileInfo) Mode() os.FileMode { return f.mode }
