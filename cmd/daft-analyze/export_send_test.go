package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

func demoFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.arrow")
	if err := os.WriteFile(path, demoRecording, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A name that ends in .gz gets what one without it gets, gzipped.
func TestExportGzipped(t *testing.T) {
	recording := demoFile(t)
	for _, name := range []string{"run.otlp.json", "run.pb"} {
		var files [2][]byte
		for i, path := range []string{recording + name, recording + name + ".gz"} {
			var out, errw bytes.Buffer
			if code := run([]string{"export", recording, "--to", "otlp", "-o", path}, strings.NewReader(""), &out, &errw); code != exitOK {
				t.Fatal(errw.String())
			}
			var err error
			if files[i], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
		z, err := gzip.NewReader(bytes.NewReader(files[1]))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, files[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sendTo exports the demo to an endpoint that answers as told.
func sendTo(t *testing.T, answer func(n int, w http.ResponseWriter)) (code int, said string) {
	t.Helper()
	recording := demoFile(t)
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		answer(n, w)
	}))
	defer s.Close()
	var out, errw bytes.Buffer
	code = run([]string{"export", recording, "--to", "otlp", "--endpoint", s.URL}, strings.NewReader(""), &out, &errw)
	if out.Len() > 0 {
		t.Errorf("on standard output: %s", out.String())
	}
	return code, errw.String()
}

func TestSendOTLP(t *testing.T) {
	code, said := sendTo(t, func(int, http.ResponseWriter) {})
	if code != exitOK || !strings.Contains(said, "1 trace of 84 spans; 8 log records") {
		t.Errorf("exit code %d: %s", code, said)
	}

	// What the endpoint does not take is said.
	inner := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 3)
	inner = protowire.AppendString(protowire.AppendTag(inner, 2, protowire.BytesType), "too\x1b[31m many")
	partial := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), inner)
	code, said = sendTo(t, func(n int, w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/x-protobuf")
		if n == 1 {
			_, _ = w.Write(partial)
		}
	})
	if code != exitUsage || !strings.Contains(said, "did not take 3 of 92 spans and log records: too [31m many\n") {
		t.Errorf("exit code %d: %s", code, said)
	}

	// What arrived before it failed is said.
	code, said = sendTo(t, func(n int, w http.ResponseWriter) {
		if n > 1 {
			w.WriteHeader(http.StatusForbidden)
		}
	})
	if code != exitUsage || !strings.Contains(said, "403 Forbidden; 84 spans and log records arrived before, and have the same ids when sent again") {
		t.Errorf("exit code %d: %s", code, said)
	}
}
