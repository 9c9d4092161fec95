package dashboard_test

import (
	"bytes"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

// FuzzDecode: whatever comes, there are events, they are valid, their text is
// UTF-8, and the body is left alone.
func FuzzDecode(f *testing.F) {
	seen := map[string]int{}
	for _, capture := range captures {
		for _, r := range requests(f, capture) {
			kind := dashboard.Decode(r)[0].KindName()
			if seen[kind]++; seen[kind] <= 4 {
				f.Add(r.Method, r.Path, []byte(r.Body))
			}
		}
	}
	f.Add("POST", "/engine/query/q/exec/emit_stats", []byte(`{"stats":[[1,{"x":1,"duration":{"type":"Duration","value":{"secs":1e400}}}]],"stats":5}`))
	f.Add("POST", "/engine/query/\xff/exec/18446744073709551615/start", []byte("\x00"))
	f.Fuzz(func(t *testing.T, method, path string, body []byte) {
		before := bytes.Clone(body)
		events := dashboard.Decode(dashboard.Request{Method: method, Path: path, Body: body, Arrival: 1, Payload: 2})
		if !bytes.Equal(body, before) {
			t.Error("the body was changed")
		}
		if len(events) == 0 {
			t.Error("no events")
		}
		for _, e := range events {
			checkValid(t, e)
			formattest.CheckText(t, e)
		}
	})
}
