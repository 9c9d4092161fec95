package output

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestTagOf(t *testing.T) {
	for _, c := range []struct {
		line string
		want Tag
	}{
		{"(RaySwordfishActor pid=31438) row 0", Tag{Name: "RaySwordfishActor", HasPID: true, PID: 31438}},
		{"(UDFActor:my udf (2) pid=7, ip=10.0.0.7) x", Tag{Name: "UDFActor:my udf (2)", HasPID: true, PID: 7, IP: "10.0.0.7"}},
		{"(pid=31439) PhysicalScan:   0%|", Tag{HasPID: true, PID: 31439}},
		{"(pid=31439, ip=fd00::1) x", Tag{HasPID: true, PID: 31439, IP: "fd00::1"}},
		{"(f pid=1)", Tag{Name: "f", HasPID: true, PID: 1}},
		{"(raylet) Spilled 9 MiB", Tag{Name: "raylet"}},
		{"(raylet, ip=10.0.0.7) x", Tag{Name: "raylet", IP: "10.0.0.7"}},
		{"(gcs_server) x", Tag{Name: "gcs_server"}},
		{"(autoscaler +1m3s) Resized to 8 CPUs.", Tag{Name: "autoscaler"}},
		{"(f pid=1) same [repeated 5x across cluster]", Tag{Name: "f", HasPID: true, PID: 1, Repeated: 5}},
		{"(raylet) same [repeated 2x across cluster] (Ray deduplicates logs by default. ...)", Tag{Name: "raylet", Repeated: 2}},
		{"[`__main__.g` Worker #1] proc rows 2", Tag{Name: "__main__.g", HasWorker: true, Worker: 1}},
		{"[`g` Worker #0]", Tag{Name: "g", HasWorker: true}},

		{"", Tag{}},
		{"(", Tag{}},
		{"text [repeated 5x across cluster]", Tag{}},
		{"(f pid=x) y", Tag{}},
		{"(f pid=1 y", Tag{}},
		{"(f pid=1)y", Tag{}},
		{"(f pid=1, ip=) y", Tag{}},
		{"(f pid=1, ip=a b) y", Tag{}},
		{"(raylets) y", Tag{}},
		{"(autoscaler) y", Tag{}},
		{"(see pid=1)", Tag{Name: "see", HasPID: true, PID: 1}}, // cannot be told apart
		{"(f pid=12345678901234567890) y", Tag{}},
		{"[`g` Worker #] x", Tag{}},
		{"[`` Worker #1] x", Tag{}},
		{strings.Repeat("(", maxTag) + " pid=1) x", Tag{}},
	} {
		if got := TagOf(c.line); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.line, got, c.want)
		}
	}
}

// FuzzTagOf: whatever a line is, a tag is part of it.
func FuzzTagOf(f *testing.F) {
	for _, s := range []string{"(a pid=1, ip=1.2.3.4) b", "(raylet) x", "(autoscaler +5s) y", "[`u` Worker #3] z", "(p pid=1) q [repeated 5x across cluster]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		tag := TagOf(line)
		if !strings.Contains(line, tag.Name) || !strings.Contains(line, tag.IP) || tag.PID < 0 || tag.Worker < 0 || tag.Repeated < 0 {
			t.Errorf("%q: %+v", line, tag)
		}
		if tag.HasPID && tag.HasWorker {
			t.Errorf("%q: %+v", line, tag)
		}
	})
}

func TestFill(t *testing.T) {
	var v Events
	for _, c := range []struct {
		line Line
		want string
	}{
		{Line{Text: []byte("plain"), Bytes: 5}, "plain"},
		{Line{Text: []byte("caf\xc3\xa9 \xff\xfe"), Bytes: 8}, "café \ufffd\ufffd invalid_bytes=2"},
		{Line{Text: []byte("a\xc2\x9b31mb"), Bytes: 7}, "a31mb"}, // a control character of one byte in Latin-1
		{Line{Text: []byte("cut"), Bytes: 9000}, "cut bytes=9000"},
		{Line{Text: []byte("bar"), Bytes: 3, Rewritten: 7, Unended: true}, "bar rewritten=7 unended=true"},
		{Line{Text: []byte("(f pid=3, ip=h) x [repeated 2x across cluster]"), Bytes: 46}, `(f pid=3, ip=h) x [repeated 2x across cluster] name=f pid ip="h" repeated=2`},
		{Line{Text: []byte("[`f` Worker #1] x"), Bytes: 17}, "[`f` Worker #1] x name=f worker=1"},
	} {
		var e format.Event
		v.Fill(&e, "stderr", &c.line)
		got, _ := e.Text(format.Text)
		if e.HasLabel(format.Name) {
			got += " name=" + e.Label(format.Name)
		}
		if _, ok := e.Int(format.PID); ok {
			got += " pid"
		}
		for _, a := range e.Attrs() {
			got += " " + a.Key + "=" + a.Value
		}
		if got != c.want || e.Label(format.Stream) != "stderr" || e.Kind != format.Output {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestNamesAreBounded(t *testing.T) {
	var v Events
	var e format.Event
	named := 0
	for i := range 2 * maxNames {
		text := []byte("(f" + strings.Repeat("x", i) + " pid=1) y")
		if len(text) > maxTag {
			text = []byte("(g" + string(rune('a'+i%26)) + string(rune(0x4e00+i)) + " pid=1) y")
		}
		v.Fill(&e, "stdout", &Line{Text: text, Bytes: int64(len(text))})
		if e.HasLabel(format.Name) {
			named++
		}
	}
	if named != maxNames {
		t.Errorf("%d names", named)
	}
}
