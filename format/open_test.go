package format

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// arrowFile is a file that another program wrote, with the given metadata.
func arrowFile(t *testing.T, keys, values []string) []byte {
	t.Helper()
	meta := arrow.NewMetadata(keys, values)
	kind := arrow.Field{Name: "kind", Type: TypeLabel.arrowType()}
	schema := arrow.NewSchema([]arrow.Field{kind}, &meta)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	if err := b.Field(0).(*array.BinaryDictionaryBuilder).AppendString("ping"); err != nil {
		t.Fatal(err)
	}
	rec := b.NewRecord()
	defer rec.Release()
	path := filepath.Join(t.TempDir(), "other.arrow")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ipc.NewFileWriter(f, ipc.WithSchema(schema))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(rec), w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestNotARecording(t *testing.T) {
	file, _ := smallRecording(t)
	for name, test := range map[string]struct {
		file string
		want string
	}{
		"empty":                {"", "an empty file"},
		"cut in the magic":     {"ARROW", "ends before its first event"},
		"cut in the schema":    {string(file[:200]), "ends before its first event"},
		"feather v1":           {"FEA1 and more", "Feather V1"},
		"parquet":              {"PAR1\x15\x04", "Parquet"},
		"stream":               {string(file[8:]), "Arrow stream"},
		"gzip":                 {"\x1f\x8b\x08\x00", "gunzip"},
		"zstd":                 {"\x28\xb5\x2f\xfd\x04", "zstd -d"},
		"zip":                  {"PK\x03\x04", "unzip"},
		"bzip2":                {"BZh9", "bunzip2"},
		"xz":                   {"\xfd7zXZ\x00", "unxz"},
		"json":                 {"\n{\"event\":1}\n{}", "daft-analyze import"},
		"json array":           {" [1]", "daft-analyze import"},
		"text":                 {"query_start source=dashboard\n" + strings.Repeat("é", 300), "daft-analyze assemble"},
		"text cut in a letter": {"x" + strings.Repeat("é", 300), "daft-analyze assemble"},
		"binary":               {"\x7fELF\x02\x01\x00", "does not begin with ARROW1"},
		"other arrow":          {string(arrowFile(t, nil, nil)), "no daft_analyze.format_version"},
		"rewritten":            {string(arrowFile(t, []string{keyVersion}, []string{"1.0"})), "another program"},
		"no schema":            {magic + "\x00\x00" + endMarker, "does not begin with a schema"},
		"broken schema":        {magic + "\x00\x00\xff\xff\xff\xff\x08\x00\x00\x0012345678", "malformed metadata"},
		"old arrow":            {magic + "\x00\x00\x08\x00\x00\x0012345678....", "not a message"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "run.arrow")
			if err := os.WriteFile(path, []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := Open(path)
			var refused *FormatError
			if r != nil || !errors.As(err, &refused) {
				t.Fatalf("reader %v, error %v", r, err)
			}
			if msg := err.Error(); !strings.Contains(msg, test.want) || strings.Contains(msg, "\n") {
				t.Errorf("error %q, want %q", msg, test.want)
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	var refused *FormatError
	if _, err := Open(dir); !errors.As(err, &refused) || !strings.Contains(err.Error(), "directory") {
		t.Errorf("directory: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if _, err := Open(os.DevNull); !errors.As(err, &refused) {
		t.Errorf("device: %v", err)
	}
	file, _ := smallRecording(t)
	path := filepath.Join(dir, "run.arrow")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
	}
	if r.Status().State != Complete {
		t.Errorf("status %+v", r.Status())
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err == nil {
		t.Error("a second Close says nothing")
	}
}

// failingReader fails from a position on.
type failingReader struct {
	*bytes.Reader
	from int64
}

func (r *failingReader) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > r.from {
		n, _ := r.Reader.ReadAt(p[:max(0, r.from-at)], at)
		return n, errDisk
	}
	return r.Reader.ReadAt(p, at)
}

func TestReadErrors(t *testing.T) {
	file, _ := smallRecording(t)
	for from := range int64(len(file)) {
		r, err := NewReader(&failingReader{bytes.NewReader(file), from}, int64(len(file)))
		if err == nil {
			for r.Next() {
			}
			if err = r.Err(); r.Status().State == Complete || r.Status().Reason == "" {
				t.Fatalf("from %d: status %+v", from, r.Status())
			}
			r.Close()
		}
		if !errors.Is(err, errDisk) {
			t.Fatalf("from %d: error %v", from, err)
		}
	}
}

// TestShrinks reads a file that is truncated after it was opened.
func TestShrinks(t *testing.T) {
	file, _ := smallRecording(t)
	for size := int64(2000); size < int64(len(file)); size += 100 {
		r, err := NewReader(io.NewSectionReader(bytes.NewReader(file), 0, size), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
		}
		if r.Err() != nil || r.Status().State != Interrupted {
			t.Fatalf("size %d: error %v, status %+v", size, r.Err(), r.Status())
		}
		r.Close()
	}
}

// TestReadersOfOneFile uses a Reader in each of several goroutines.
func TestReadersOfOneFile(t *testing.T) {
	events := randomEvents(31, 400)
	file := bytes.NewReader(recording(t, events, 50, closingEvent()))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			r, err := NewReader(file, file.Size())
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			n := 0
			for ; r.Next(); n++ {
				if n < len(events) && !r.Event().Equal(events[n]) {
					t.Errorf("event %d differs", n)
					return
				}
			}
			if r.Status().State != Complete || n != len(events)+1 {
				t.Errorf("%d events, status %+v", n, r.Status())
			}
		})
	}
	wait.Wait()
}
