package perfetto

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is a protobuf message that is being written. Numbers of fields are
// those of Perfetto's trace.proto; unknown or empty values are left out by the
// callers.
type message []byte

func (m message) varint(field protowire.Number, v uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), v)
}

func (m message) int(field protowire.Number, v int64) message { return m.varint(field, uint64(v)) }

func (m message) fixed64(field protowire.Number, v uint64) message {
	return protowire.AppendFixed64(protowire.AppendTag(m, field, protowire.Fixed64Type), v)
}

func (m message) double(field protowire.Number, v float64) message {
	return m.fixed64(field, math.Float64bits(v))
}

func (m message) text(field protowire.Number, s string) message {
	return protowire.AppendString(protowire.AppendTag(m, field, protowire.BytesType), s)
}

func (m message) nested(field protowire.Number, n message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), n)
}

// Fields of Perfetto's messages.
const (
	tracePacket = 1 // of Trace

	packetClocks     = 6
	packetTime       = 8
	packetSequence   = 10
	packetEvent      = 11
	packetInterned   = 12
	packetFlags      = 13
	packetTrack      = 60
	clearedState     = 1 // of packetFlags: interned data begins anew
	needsState       = 2
	snapshotClock    = 1
	clockID          = 1
	clockTime        = 2
	clockRealtime    = 1
	clockBoottime    = 6 // what times are by, where a packet names no other
	internCategories = 1
	internNames      = 2
	internArgs       = 3
	internID         = 1
	internText       = 2

	trackUUID     = 1
	trackName     = 2
	trackParent   = 5
	trackCounter  = 8
	trackChildren = 11
	trackRank     = 12
	trackDoc      = 14
	trackMerge    = 15
	explicit      = 3 // of trackChildren
	mergeNone     = 2 // of trackMerge: tracks of one name are not drawn as one
	counterUnit   = 3
	counterName   = 6
	unitCount     = 2
	unitBytes     = 3

	eventCategories = 3
	eventArgs       = 4
	eventType       = 9
	eventName       = 10
	eventTrack      = 11
	eventCounter    = 30
	eventDouble     = 44
	eventFlows      = 47
	eventFlowsEnd   = 48
	argName         = 1
	argBool         = 2
	argInt          = 4
	argDouble       = 5
	argText         = 6

	sliceBegin = 1
	sliceEnd   = 2
	instant    = 3
	counter    = 4
)
