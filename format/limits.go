package format

// What a file may ask of its reader, at most. docs/format.md states the same
// limits; the writer keeps them, so that it never writes what cannot be read.
const (
	maxColumns       = 1024      // columns in the schema
	maxMetadataBytes = 1 << 20   // metadata of one message
	maxBodyBytes     = 160 << 20 // body of one message, as stored
	maxBatchRows     = 1 << 17   // rows of one batch
	maxBatchItems    = 1 << 20   // list items or attributes in one batch, per column
	maxBufferBytes   = 80 << 20  // one buffer, decompressed
	maxBatchBytes    = 160 << 20 // all buffers of one message, decompressed

	maxDictionaryValues = 1 << 20  // distinct labels, all columns together
	maxDictionaryBytes  = 64 << 20 // their text

	// What of these a writer keeps for events that do not come from outside, so
	// that no sender can keep the closing event out.
	reservedValues = 1 << 10
	reservedBytes  = 1 << 20

	maxEventBytes = 64 << 20 // text, lists and attributes of one event
	maxEventItems = 1 << 19  // list items or attributes of one event, per column

	// All decompressed buffers of a file may take inflateFloor bytes, or
	// inflateRatio times the size of the file, whichever is more.
	inflateFloor = 256 << 20
	inflateRatio = 256
)

// inflateAllowance returns how many bytes all buffers of a file of the given
// size may have when decompressed.
func inflateAllowance(size int64) int64 {
	return max(inflateFloor, inflateRatio*size)
}
