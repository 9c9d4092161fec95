package process

import "testing"

func TestParseStat(t *testing.T) {
	const rest = " S 42 7 7 0 -1 4194560 1 2 3 4 150 25 9 9 20 0 12 0 123456 1 2 3"
	for _, c := range []struct {
		text string
		want identity
		ok   bool
	}{
		{"7 (python)" + rest, identity{ppid: 42, name: "python", start: 123456, cpu: 1_750_000_000, threads: 12}, true},
		{"7 (a) b (c)" + rest, identity{ppid: 42, name: "a) b (c", start: 123456, cpu: 1_750_000_000, threads: 12}, true},
		{"7 (python)", identity{}, false},
		{"", identity{}, false},
		{")(", identity{}, false},
	} {
		if got, ok := parseStat([]byte(c.text)); ok != c.ok || got != c.want {
			t.Errorf("%q: %+v %t", c.text, got, ok)
		}
	}
	if id, ok := parseStat([]byte("7 (x) Z 1 7 7 0 -1 0 1 2 3 4 1 1 9 9 20 0 1 0 5 1 2")); !ok || !id.zombie {
		t.Error("a zombie is not told")
	}
}

func TestParseOthers(t *testing.T) {
	if r, s, ok := parseStatm([]byte("765 436 408 5 0 123 0\n")); !ok || r != 436 || s != 408 {
		t.Error("statm", r, s, ok)
	}
	if _, _, ok := parseStatm([]byte("765 x")); ok {
		t.Error("statm of nonsense")
	}
	io := []byte("rchar: 6976\nread_bytes: 4096\ncancelled_write_bytes: 5\n")
	if v, ok := parseCounter(io, "read_bytes"); !ok || v != 4096 {
		t.Error("read_bytes", v, ok)
	}
	if v, ok := parseCounter(io, "write_bytes"); ok {
		t.Error("write_bytes of another counter", v)
	}
	if v, ok := parseCounter([]byte("oom 3\noom_kill 2\n"), "oom_kill"); !ok || v != 2 {
		t.Error("oom_kill", v, ok)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("7 (python) S 42 7 7 0 -1 4194560 1 2 3 4 150 25 9 9 20 0 12 0 123456 1 2 3"))
	f.Add([]byte("765 436 408 5 0 123 0\n"))
	f.Add([]byte("oom 3\noom_kill 2\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if id, ok := parseStat(text); ok && (id.ppid < 0 || id.threads < 0 || id.cpu < Unknown) {
			t.Errorf("%+v", id)
		}
		if r, s, ok := parseStatm(text); ok && (r < 0 || s < 0) {
			t.Error(r, s)
		}
		if v, ok := parseCounter(text, "oom_kill"); ok && v < 0 {
			t.Error(v)
		}
	})
}
