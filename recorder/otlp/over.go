package otlp

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/daft-analyze/daft-analyze/format"
)

// Over knows which queries are over. A process of Daft's exports the counters of all
// queries that it ever ran, on Ray at the end of each task: after some dozen
// queries nearly all that comes is of those that are long over, and says nothing
// new. To decode it would cost more than all the rest. The zero Over knows of none.
// It is for one goroutine.
type Over struct {
	ended map[string]format.Time // by query, when its end arrived
	said  map[string]bool        // process and query, of which counters came after that
}

// overAfter is how long after a query's end its counters are still read, once more
// from each process: an export that was under way may be late.
const overAfter = format.Time(1_000_000_000)

// maxOver bounds how many queries, and processes of each, are known.
const maxOver = 65536

// Note takes note of an event.
func (o *Over) Note(e *format.Event) {
	if e.Kind != format.QueryEnd || len(o.ended) >= maxOver {
		return
	}
	at, ok := e.Int(format.ArrivalNS)
	if !ok {
		return
	}
	if o.ended == nil {
		o.ended, o.said = make(map[string]format.Time), make(map[string]bool)
	}
	o.ended[e.Label(format.QueryID)] = format.Time(at)
}

// Without returns an export of metrics, in protobuf, without the counters of queries
// that were over when it came and of which its process had said its last. What is no
// such export it returns as it is. The body is not changed.
func (o *Over) Without(r Request) []byte {
	if o == nil || len(o.ended) == 0 || r.Signal != Metrics || r.JSON || r.Gzip {
		return r.Body
	}
	var trimmed []byte
	copied := 0 // of the body
	whole := fields(r.Body, func(number protowire.Number, from, to int, value []byte) {
		if number != 1 { // resource_metrics
			return
		}
		if rest, changed := o.resource(value, r.Arrival); changed {
			trimmed = append(trimmed, r.Body[copied:from]...)
			trimmed = protowire.AppendTag(trimmed, 1, protowire.BytesType)
			trimmed = protowire.AppendBytes(trimmed, rest)
			copied = to
		}
	})
	if !whole || copied == 0 {
		return r.Body
	}
	return append(trimmed, r.Body[copied:]...)
}

// resource returns what is left of the metrics of one process.
func (o *Over) resource(body []byte, arrival format.Time) (rest []byte, changed bool) {
	process := "" // its resource as it stands
	whole := fields(body, func(number protowire.Number, _, _ int, value []byte) {
		if number == 1 { // resource
			process = string(value)
		}
	})
	if !whole {
		return nil, false
	}
	copied := 0
	whole = fields(body, func(number protowire.Number, from, to int, value []byte) {
		if number == 2 && o.stale(process, value, arrival) { // scope_metrics
			rest = append(rest, body[copied:from]...)
			copied = to
		}
	})
	if !whole || copied == 0 {
		return nil, false
	}
	return append(rest, body[copied:]...), true
}

// stale reports whether the metrics of a scope are of a query that is over, and not
// the first of the process since.
func (o *Over) stale(process string, scope []byte, arrival format.Time) bool {
	query := queryOf(scope)
	end, over := o.ended[query]
	if query == "" || !over || arrival < end+overAfter {
		return false
	}
	key := query + "\x00" + process
	if !o.said[key] && len(o.said) < maxOver {
		o.said[key] = true
		return false
	}
	return o.said[key]
}

// queryOf returns the query that a scope's attributes name, or "".
func queryOf(scopeMetrics []byte) (query string) {
	fields(scopeMetrics, func(number protowire.Number, _, _ int, scope []byte) {
		if number != 1 {
			return
		}
		fields(scope, func(number protowire.Number, _, _ int, attribute []byte) {
			if number != 3 {
				return
			}
			key, value := "", ""
			fields(attribute, func(number protowire.Number, _, _ int, part []byte) {
				switch number {
				case 1:
					key = string(part)
				case 2:
					fields(part, func(number protowire.Number, _, _ int, text []byte) {
						if number == 1 { // string_value
							value = string(text)
						}
					})
				}
			})
			if key == "query.id" {
				query = value
			}
		})
	})
	return query
}

// fields calls f for each field of a message that has a length, with where it
// stands. It reports whether the whole message could be walked.
func fields(body []byte, f func(number protowire.Number, from, to int, value []byte)) bool {
	for at := 0; at < len(body); {
		number, kind, n := protowire.ConsumeTag(body[at:])
		if n < 0 {
			return false
		}
		m := protowire.ConsumeFieldValue(number, kind, body[at+n:])
		if m < 0 {
			return false
		}
		if kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(body[at+n:])
			f(number, at, at+n+m, value)
		}
		at += n + m
	}
	return true
}
