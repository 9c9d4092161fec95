package eventlog

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

const ended = `{"event": "execution_ended", "timestamp": 1.5, "query_id": "q"}`

func packed(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

// describe is one line an event: its kind, its number in its file where that
// is kept, and why a line is bad.
func describe(e *format.Event) string {
	s := e.KindName()
	if text, _ := e.Text(format.Text); e.Kind == format.BadLine {
		s += " " + e.Label(format.Path) + ":" + e.Attrs()[len(e.Attrs())-1].Value + " " + text
	}
	return s
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"blank lines", "\n \r\n" + ended + "\r\n\n", "exec_end"},
		{"no end of the last line", ended + "\n" + ended, "exec_end, exec_end"},
		{"a last line that was cut", ended + "\n" + ended[:20], "exec_end, bad_line f:2 the file ends within it: not JSON: unexpected end of JSON input (byte 20)"},
		{"bad lines between", "{\n" + ended + "\n\x00\x00\n" + ended + "\n",
			"bad_line f:1 not JSON: unexpected end of JSON input (byte 1), exec_end, bad_line f:3 not JSON: invalid character '\\x00' looking for beginning of value (byte 1), exec_end"},
		{"a line that is too long", ended + "\n" + long + "y\n" + ended, "exec_end, bad_line f:2 it is longer than 32 MiB, exec_end"},
		{"gzip", packed(ended + "\n" + ended), "exec_end, exec_end"},
		{"gzip that breaks off", packed(ended + "\n")[:40], "bad_line f:1 the compressed data breaks off within it: unexpected EOF"},
		{"gzip of another sum", packed(ended + "\n")[:len(packed(ended+"\n"))-8] + "01234567", "exec_end, bad_line f:2 the compressed data breaks off within it: gzip: invalid checksum"},
		{"no more than the magic of gzip", "\x1f\x8b", "bad_line f:1 the compressed data breaks off within it: unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			s := newScanner(strings.NewReader(c.text), "f")
			for s.next() {
				got = append(got, describe(Decode(s.line)))
			}
			if s.err != nil {
				t.Error(s.err)
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

// An error of the disk is none of the text's.
func TestReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, text := range []string{"", ended, packed(ended + ended)[:30]} {
		s := newScanner(io.MultiReader(strings.NewReader(text), failing{broken}), "f")
		for s.next() {
			t.Errorf("a line: %s", s.line.Text)
		}
		if s.err != broken {
			t.Errorf("error %v, want %v", s.err, broken)
		}
	}
}

// folder writes files and returns where they are.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImport(t *testing.T) {
	dir := folder(t, map[string]string{
		"a/events.jsonl":    "{bad\n" + ended + "\n" + ended,
		"b/events.jsonl.gz": packed(ended + "\n" + `{"event":"new","query_id":"q2"}` + "\n"),
		"b/notes.txt":       ended,
		"c/other.jsonl":     strings.Repeat(`{"event":"click"}`+"\n", maxBefore+5),
		"empty.jsonl":       "",
	})
	files, err := Find([]string{filepath.Join(dir, "a", "events.jsonl"), dir, filepath.Join(dir, "b") + "/"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if got, want := strings.Join(names, " "), "a/events.jsonl b/events.jsonl.gz c/other.jsonl empty.jsonl"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	var out bytes.Buffer
	w, err := format.NewWriter(&out, format.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Import(w, files)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(r.Files, len(r.Skipped), r.Queries, r.Lines, r.Bad, r.Unknown, r.Lost), "2 2 1 5 1 1 0"; got != want {
		t.Errorf("result %s, want %s", got, want)
	}
	in, err := format.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for in.Next() {
		e := in.Event()
		kinds = append(kinds, describe(e))
		if _, known := e.Time(); known && e.Label(format.SourceName) != string(format.SourceEventLog) {
			t.Errorf("%s has a time that nobody observed", e.KindName())
		}
	}
	want := "recording_start, bad_line a/events.jsonl:1 not JSON: invalid character 'b' looking for beginning of object key string (byte 2), exec_end, exec_end, exec_end, unknown_event, recording_end"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if s := in.Status(); s.State != format.Complete {
		t.Errorf("the recording is %s: %s", s.State, s.Reason)
	}
}

func TestNoLog(t *testing.T) {
	dir := folder(t, map[string]string{"a.jsonl": `{"event":"click"}`, "b.txt": ended, "sub/c.txt": ""})
	for _, c := range []struct{ path, want string }{
		{"", "no file holds an event of Daft's"},
		{"a.jsonl", "holds no event of Daft's"},
		{"sub", "no event log is in this folder"},
		{"nosuch", "there is no such file or folder"},
	} {
		err := func() error {
			files, err := Find([]string{filepath.Join(dir, c.path)})
			if err != nil {
				return err
			}
			w, err := format.NewWriter(io.Discard, format.WriterOptions{})
			if err != nil {
				return err
			}
			_, err = Import(w, files)
			return err
		}()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.path, err, c.want)
		}
	}
}
