package format

import (
	"encoding/binary"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// minCompress is the size from which on a buffer is tried with zstd.
const minCompress = 64

// buffer is one buffer of a record batch before it is encoded.
type buffer struct {
	data []byte
	// null says that the buffer belongs to a column without any value, which
	// the reader does not look at.
	null bool
	// known is the bitmap of a column some of whose values are missing, nil
	// otherwise. What stands in their places is nobody's business: data has zeros.
	known []byte
	width int // bytes of one value, where known is set
}

// bodyWriter encodes the buffers of one message at a time.
type bodyWriter struct {
	zstd           *zstd.Encoder // shared with other writers
	spans          []span
	nulls          []span // of buffers of zeros, which all columns without a value share
	carried, trial []byte // of the column at hand
	// inflated is the number of bytes that readers of the file must decompress
	// so far.
	inflated int64
}

// compressor returns the encoder of all bodies: it takes 1.3 MB for each frame
// that is encoded at the same time, which a writer of hundreds of files should
// not pay for each of them. EncodeAll keeps nothing between calls and may be
// called by several goroutines.
var compressor = sync.OnceValues(func() (*zstd.Encoder, error) {
	// The frames carry no checksum: that of the message covers them.
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(min(runtime.GOMAXPROCS(0), 4)),
		zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
})

func newBodyWriter() (*bodyWriter, error) {
	z, err := compressor()
	if err != nil {
		return nil, err
	}
	return &bodyWriter{zstd: z}, nil
}

// append appends the body of a message to out, and returns where its buffers
// lie in it. size is that of the file so far. Short buffers only grow by
// compression: a body that is not worth it is stored as it is.
func (w *bodyWriter) append(out []byte, buffers []buffer, size int64) (body []byte, spans []span, compressed bool) {
	stored, inflated := len(out), w.inflated
	for _, b := range buffers {
		if len(b.data) >= minCompress {
			compressed = true
			break
		}
	}
	if compressed {
		out = w.compress(out, buffers, size)
		plain := 0
		for _, b := range buffers {
			if !b.null {
				plain += pad8(len(b.data))
			}
		}
		if len(out)-stored <= plain {
			return out, w.spans, true
		}
		out, w.inflated = out[:stored], inflated
	}
	return w.store(out, buffers), w.spans, false
}

func (w *bodyWriter) compress(out []byte, buffers []buffer, size int64) []byte {
	w.spans, w.nulls = w.spans[:0], w.nulls[:0]
	start := len(out)
	allowance := inflateAllowance(size)
	for _, b := range buffers {
		if len(b.data) == 0 {
			w.spans = append(w.spans, span{offset: int64(len(out) - start)})
			continue
		}
		if b.null && w.shared(len(b.data)) {
			continue
		}
		at := len(out)
		out = binary.LittleEndian.AppendUint64(out, uint64(len(b.data)))
		// A file of repetitions could grow beyond what a reader accepts to
		// decompress: from there on it is stored.
		if allowed := b.null || w.inflated+int64(len(b.data)) <= allowance; allowed && len(b.data) >= minCompress {
			out = w.shorter(b, out)
		}
		if n := len(out) - at - 8; n == 0 || n >= len(b.data) {
			binary.LittleEndian.PutUint64(out[at:], ^uint64(0)) // stored
			out = append(out[:at+8], b.data...)
		} else if !b.null {
			w.inflated += int64(len(b.data))
		}
		out = w.place(out, start, at, b)
	}
	return out
}

func (w *bodyWriter) store(out []byte, buffers []buffer) []byte {
	w.spans, w.nulls = w.spans[:0], w.nulls[:0]
	start := len(out)
	for _, b := range buffers {
		if b.null && w.shared(len(b.data)) {
			continue
		}
		at := len(out)
		out = append(out, b.data...)
		out = w.place(out, start, at, b)
	}
	return out
}

// place notes the buffer that was appended from at on, and pads it.
func (w *bodyWriter) place(out []byte, start, at int, b buffer) []byte {
	w.spans = append(w.spans, span{int64(at - start), int64(len(out) - at)})
	if b.null {
		w.nulls = append(w.nulls, span{int64(len(b.data)), int64(len(w.spans) - 1)})
	}
	return append(out, zeros[:pad8(len(out)-start)-(len(out)-start)]...)
}

// shared refers to a buffer of as many zeros that is in the body already.
func (w *bodyWriter) shared(length int) bool {
	for _, n := range w.nulls {
		if n.offset == int64(length) {
			w.spans = append(w.spans, w.spans[n.length])
			return true
		}
	}
	return false
}
