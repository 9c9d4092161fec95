package format

import (
	"bytes"
	"testing"
)

// FuzzReader reads what is made of recordings, as it is and with the checksums
// made right. The corpus in testdata/fuzz is run by every go test.
func FuzzReader(f *testing.F) {
	small, _ := smallRecording(f)
	f.Add(small)
	f.Add(newForged().file(f))
	f.Add(recordingOf(f, forgedTable(), nil, 0, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		tryRead(t, file)
		if len(messages(file)) > 0 {
			file = bytes.Clone(file)
			seal(file)
			tryRead(t, file)
		}
	})
}

// FuzzSchema reads the metadata of a schema message.
func FuzzSchema(f *testing.F) {
	for _, cols := range [][]Column{columns, smallTable(), laterTable()} {
		meta, err := schemaMetadata(arrowSchema(cols, Header{Major: VersionMajor, Minor: 1, CreatedBy: "fuzz"}))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(meta)
	}
	f.Fuzz(func(t *testing.T, meta []byte) {
		if len(meta) > 1<<16 {
			return
		}
		file := appendPrefixed([]byte(magic+"\x00\x00"), meta)
		tryRead(t, append(file, endMarker...))
	})
}

// FuzzBatch reads a forged batch whose lengths, nodes and buffers are made up.
func FuzzBatch(f *testing.F) {
	sound := newForged()
	f.Add(int64(2), byte(0), uint16(0), int64(0), sound.buffers[forgedText+2])
	f.Add(int64(2), byte(3), uint16(1), int64(1), []byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add(int64(0), byte(1), uint16(9), int64(-1), []byte{})
	f.Fuzz(func(t *testing.T, rows int64, flags byte, at uint16, number int64, buffer []byte) {
		b := newForged()
		b.rows = rows
		if flags&1 != 0 {
			b.compress()
		}
		b.buffers[int(at)%len(b.buffers)] = buffer
		switch n := int(at>>8) % len(b.nodes); flags >> 1 & 3 {
		case 1:
			b.nodes[n].length = number
		case 2:
			b.nodes[n].nulls = number
		}
		tryRead(t, b.file(t))
	})
}
