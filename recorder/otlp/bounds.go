package otlp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The protocol packages make a Go struct of each message, some of which are a
// hundred times as large as the two bytes that ask for one, and they follow
// nested values as deep as they go. So a body is walked over first, without
// allocating, and refused if what it asks for is too much.

// A shape says which fields of a protobuf message are messages themselves, and
// about how much memory one of it takes.
type shape struct {
	size   int64 // bytes of one decoded message
	fields [16]*shape
}

// deprecatedField is where old senders put what field 2 holds.
const deprecatedField = 1000

// Shapes of the messages that an export request is made of, by OpenTelemetry's
// protocol 1.11.
var (
	anyShape    = &shape{size: 48}
	keyShape    = &shape{size: 64, fields: [16]*shape{2: anyShape}}
	textShape   = &shape{size: 32}
	entityShape = &shape{size: 112, fields: [16]*shape{3: textShape, 4: textShape}}
	resource    = &shape{size: 96, fields: [16]*shape{1: keyShape, 3: entityShape}}
	scope       = &shape{size: 96, fields: [16]*shape{3: keyShape}}
	exemplar    = &shape{size: 120, fields: [16]*shape{7: keyShape}}
	buckets     = &shape{size: 48}
	quantile    = &shape{size: 32}

	numberPoint    = &shape{size: 128, fields: [16]*shape{5: exemplar, 7: keyShape}}
	histogramPoint = &shape{size: 240, fields: [16]*shape{8: exemplar, 9: keyShape}}
	expPoint       = &shape{size: 288, fields: [16]*shape{1: keyShape, 8: buckets, 9: buckets, 11: exemplar}}
	summaryPoint   = &shape{size: 120, fields: [16]*shape{6: quantile, 7: keyShape}}
	numbers        = &shape{size: 48, fields: [16]*shape{1: numberPoint}}
	histogram      = &shape{size: 48, fields: [16]*shape{1: histogramPoint}}
	expHistogram   = &shape{size: 48, fields: [16]*shape{1: expPoint}}
	summary        = &shape{size: 48, fields: [16]*shape{1: summaryPoint}}
	metric         = &shape{size: 128, fields: [16]*shape{5: numbers, 7: numbers, 9: histogram, 10: expHistogram, 11: summary, 12: keyShape}}

	spanEvent = &shape{size: 96, fields: [16]*shape{3: keyShape}}
	spanLink  = &shape{size: 112, fields: [16]*shape{4: keyShape}}
	span      = &shape{size: 288, fields: [16]*shape{9: keyShape, 11: spanEvent, 13: spanLink, 15: {size: 32}}}
	logRecord = &shape{size: 208, fields: [16]*shape{5: anyShape, 6: keyShape}}

	// requests are the shapes of the export requests, which all have one build.
	requests = [numSignals]*shape{Metrics: request(metric), Traces: request(span), Logs: request(logRecord)}
)

func init() {
	array := &shape{size: 40, fields: [16]*shape{1: anyShape}}
	pairs := &shape{size: 40, fields: [16]*shape{1: keyShape}}
	anyShape.fields[5], anyShape.fields[6] = array, pairs
}

func request(of *shape) *shape {
	ofScope := &shape{size: 160, fields: [16]*shape{1: scope, 2: of}}
	ofResource := &shape{size: 160, fields: [16]*shape{1: resource, 2: ofScope}}
	return &shape{fields: [16]*shape{1: ofResource}}
}

var (
	errTooMuch = fmt.Errorf("it would take more than %d MiB when decoded", maxDecoded>>20)
	errTooDeep = fmt.Errorf("values are nested more than %d deep", maxDepth)
	errBroken  = errors.New("not protobuf: it breaks off, or has a field that protobuf has not")
)

// bounded returns an error if body is no protobuf message, or one of the shape
// that would take too much memory or go too deep.
func bounded(body []byte, s *shape) error {
	left := int64(maxDecoded)
	return s.walk(body, maxDepth, &left)
}

// walk subtracts from left what the messages within body take.
func (s *shape) walk(body []byte, depth int, left *int64) error {
	if depth == 0 {
		return errTooDeep
	}
	for len(body) > 0 {
		tag, n := binary.Uvarint(body)
		if n <= 0 || tag>>3 == 0 {
			return errBroken
		}
		body = body[n:]
		skip := uint64(0)
		switch tag & 7 {
		case 0:
			if _, n = binary.Uvarint(body); n <= 0 {
				return errBroken
			}
			skip = uint64(n)
		case 1:
			skip = 8
		case 5:
			skip = 4
		case 2:
			length, n := binary.Uvarint(body)
			if n <= 0 || length > uint64(len(body)-n) {
				return errBroken
			}
			body = body[n:]
			skip = length
			field := tag >> 3
			if field == deprecatedField {
				field = 2
			}
			if field < uint64(len(s.fields)) && s.fields[field] != nil {
				of := s.fields[field]
				if *left -= of.size + int64(length); *left < 0 {
					return errTooMuch
				}
				if err := of.walk(body[:length], depth-1, left); err != nil {
					return err
				}
			}
		default: // groups are of the past, and no OTLP message has one
			return errBroken
		}
		if skip > uint64(len(body)) {
			return errBroken
		}
		body = body[skip:]
	}
	return nil
}

// objectSize is what a JSON object or array takes when decoded, at most: the
// largest of the shapes.
const objectSize = 288

// boundedJSON is bounded for a body of JSON that is known to be well-formed.
func boundedJSON(body []byte) error {
	left := int64(maxDecoded - len(body))
	depth := 0
	inText := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inText:
			if c == '\\' {
				i++
			} else if c == '"' {
				inText = false
			}
		case c == '"':
			inText = true
		case c == '{' || c == '[':
			if left -= objectSize; left < 0 {
				return errTooMuch
			}
			if depth++; depth > 4*maxDepth { // a value is four brackets deep in JSON
				return errTooDeep
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}
