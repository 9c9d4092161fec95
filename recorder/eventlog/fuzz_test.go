package eventlog

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// FuzzScan: whatever a file holds, each of its lines gives one valid event
// whose text is UTF-8.
func FuzzScan(f *testing.F) {
	for _, name := range captures {
		f.Add(capture(f, name))
	}
	f.Add([]byte("{\"event\":\"stats\",\"timestamp\":1e400,\"query_id\":\"q\",\"node_id\":1,\"metrics\":{\"x\":NaN,\"duration\":-Infinity}}\n\xff\n\n{\"event\":\"\\ud800\"}"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, e := range decodeAll(t, text) {
			checkImported(t, e)
			formattest.CheckText(t, e)
		}
	})
}
