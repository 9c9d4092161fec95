package format

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"

	flatbuffers "github.com/google/flatbuffers/go"
)

// Numbers of Arrow's flatbuffer definitions (Message.fbs, Schema.fbs, File.fbs).
const (
	metadataV5 = 4

	headerSchema     = 1
	headerDictionary = 2
	headerBatch      = 3

	codecZstd = 1
)

const (
	prefixBytes = 8 // continuation marker and length of the metadata
	endMarker   = "\xff\xff\xff\xff" + "\x00\x00\x00\x00"
	zeroCRC     = "00000000"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// span is a buffer's place in the body of its message.
type span struct{ offset, length int64 }

// node is the length of an array and how many of its values are null.
type node struct{ length, nulls int64 }

// block is the place of a message in the file.
type block struct {
	offset   int64
	metadata int32 // prefix included
	body     int64
}

// contents is what the metadata of a dictionary or record batch says.
type contents struct {
	header     byte // headerDictionary or headerBatch
	rows       int64
	nodes      []node
	spans      []span
	bodyLength int64
	compressed bool

	dictionary int64 // id
	delta      bool
}

// metadataBuilder encodes the metadata of messages and of the footer.
type metadataBuilder struct{ b *flatbuffers.Builder }

func newMetadataBuilder() *metadataBuilder {
	return &metadataBuilder{flatbuffers.NewBuilder(4096)}
}

// message returns the metadata of a message, valid until the next call, and
// where in it the eight digits of its checksum stand.
func (m *metadataBuilder) message(c *contents) (meta []byte, crcAt int) {
	b := m.b
	b.Reset()
	crc := b.CreateString(zeroCRC)
	kv := m.keyValues(keyCRC32C, crc)
	header := m.recordBatch(c)
	if c.header == headerDictionary {
		b.StartObject(3)
		b.PrependInt64Slot(0, c.dictionary, 0)
		b.PrependUOffsetTSlot(1, header, 0)
		b.PrependBoolSlot(2, c.delta, false)
		header = b.EndObject()
	}
	b.StartObject(5)
	b.PrependInt64Slot(3, c.bodyLength, 0)
	b.PrependUOffsetTSlot(4, kv, 0)
	b.PrependUOffsetTSlot(2, header, 0)
	b.PrependInt16Slot(0, metadataV5, 0)
	b.PrependByteSlot(1, c.header, 0)
	b.Finish(b.EndObject())
	meta = b.FinishedBytes()
	return meta, len(meta) - int(crc) + 4
}

func (m *metadataBuilder) keyValues(key string, value flatbuffers.UOffsetT) flatbuffers.UOffsetT {
	b := m.b
	k := b.CreateString(key)
	b.StartObject(2)
	b.PrependUOffsetTSlot(0, k, 0)
	b.PrependUOffsetTSlot(1, value, 0)
	kv := b.EndObject()
	b.StartVector(4, 1, 4)
	b.PrependUOffsetT(kv)
	return b.EndVector(1)
}

func (m *metadataBuilder) recordBatch(c *contents) flatbuffers.UOffsetT {
	b := m.b
	b.StartVector(16, len(c.spans), 8)
	for i := len(c.spans) - 1; i >= 0; i-- {
		b.PrependInt64(c.spans[i].length)
		b.PrependInt64(c.spans[i].offset)
	}
	spans := b.EndVector(len(c.spans))
	b.StartVector(16, len(c.nodes), 8)
	for i := len(c.nodes) - 1; i >= 0; i-- {
		b.PrependInt64(c.nodes[i].nulls)
		b.PrependInt64(c.nodes[i].length)
	}
	nodes := b.EndVector(len(c.nodes))
	var compression flatbuffers.UOffsetT
	if c.compressed {
		b.StartObject(2)
		b.PrependByteSlot(0, codecZstd, 0)
		compression = b.EndObject()
	}
	b.StartObject(5)
	b.PrependInt64Slot(0, c.rows, 0)
	b.PrependUOffsetTSlot(1, nodes, 0)
	b.PrependUOffsetTSlot(2, spans, 0)
	b.PrependUOffsetTSlot(3, compression, 0)
	return b.EndObject()
}

// footer returns the bytes of the footer: the metadata of the schema message
// as it stands at the head of the file, the two lists of blocks, and the digest.
//
// Everything in a flatbuffer is relative, so the schema is not encoded again:
// the metadata of the schema message lies at the end of the footer, whole, and
// the footer refers to the schema in it.
func (m *metadataBuilder) footer(schema []byte, dictionaries, batches []block, sha256 [32]byte) []byte {
	f := flat{b: schema}
	table, _ := f.tableField(f.root(), 2)

	b := m.b
	b.Reset()
	b.Prep(8, len(schema))
	for i := len(schema) - 1; i >= 0; i-- {
		b.PlaceByte(schema[i])
	}
	at := b.Offset() - flatbuffers.UOffsetT(table.at)
	digest := b.CreateString(hex.EncodeToString(sha256[:]))
	kv := m.keyValues(keySHA256, digest)
	batchBlocks := m.blocks(batches)
	dictionaryBlocks := m.blocks(dictionaries)
	b.StartObject(5)
	b.PrependUOffsetTSlot(4, kv, 0)
	b.PrependUOffsetTSlot(3, batchBlocks, 0)
	b.PrependUOffsetTSlot(2, dictionaryBlocks, 0)
	b.PrependUOffsetTSlot(1, at, 0)
	b.PrependInt16Slot(0, metadataV5, 0)
	b.Finish(b.EndObject())
	return b.FinishedBytes()
}

func (m *metadataBuilder) blocks(blocks []block) flatbuffers.UOffsetT {
	b := m.b
	b.StartVector(24, len(blocks), 8)
	for i := len(blocks) - 1; i >= 0; i-- {
		b.PrependInt64(blocks[i].body)
		b.Pad(4)
		b.PrependInt32(blocks[i].metadata)
		b.PrependInt64(blocks[i].offset)
	}
	return b.EndVector(len(blocks))
}

// trailer returns what follows the end marker: the footer, its length, and the
// magic.
func (m *metadataBuilder) trailer(schema []byte, dictionaries, batches []block, sha256 [32]byte) []byte {
	footer := m.footer(schema, dictionaries, batches, sha256)
	t := append([]byte(nil), footer...)
	t = binary.LittleEndian.AppendUint32(t, uint32(len(footer)))
	return append(t, magic...)
}

// appendPrefixed appends a message's continuation marker, the length of its
// metadata with padding, the metadata and the padding.
func appendPrefixed(out, meta []byte) []byte {
	padded := pad8(len(meta))
	out = append(out, endMarker[:4]...)
	out = binary.LittleEndian.AppendUint32(out, uint32(padded))
	out = append(out, meta...)
	return append(out, zeros[:padded-len(meta)]...)
}

// checksum returns the CRC-32C of a message in which the eight digits at crcAt
// count as zeroCRC.
func checksum(message []byte, crcAt int) uint32 {
	crc := crc32.Update(0, castagnoli, message[:crcAt])
	crc = crc32.Update(crc, castagnoli, []byte(zeroCRC))
	return crc32.Update(crc, castagnoli, message[crcAt+len(zeroCRC):])
}

// putHex8 writes v as eight digits.
func putHex8(p []byte, v uint32) {
	const digits = "0123456789abcdef"
	for i := range 8 {
		p[i] = digits[v>>(28-4*i)&15]
	}
}

func pad8(n int) int { return (n + 7) &^ 7 }

// zeros is read where zero bytes are needed.
var zeros [(maxBatchRows + 1) * 8]byte
