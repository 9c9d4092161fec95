package otlp

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// traceID returns the id of a query's trace. It follows from the query's id and
// start, so that exporting twice gives the same.
func traceID(q *analyze.Query) pcommon.TraceID {
	var id pcommon.TraceID
	hash := hashOf("daft-analyze trace", q.ID, strconv.FormatInt(int64(q.Start.Time), 10), strconv.FormatInt(q.Repeat, 10))
	copy(id[:], hash[:])
	if id.IsEmpty() {
		id[0] = 1 // an id of zeros is none
	}
	return id
}

// spanID returns the id of a span of a trace by what it stands for.
func spanID(trace pcommon.TraceID, kind string, number int64) pcommon.SpanID {
	var id pcommon.SpanID
	hash := hashOf("daft-analyze span", string(trace[:]), kind, strconv.FormatInt(number, 10))
	copy(id[:], hash[:])
	if id.IsEmpty() {
		id[0] = 1
	}
	return id
}

// hashOf hashes texts so that none runs into the next.
func hashOf(parts ...string) [sha256.Size]byte {
	h := sha256.New()
	var length [8]byte
	for _, s := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(s)))
		h.Write(length[:])
		h.Write([]byte(s))
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum
}
