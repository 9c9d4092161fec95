package format

import (
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// inflater gives out the buffers of one message after the other, decompressing
// them, within the limits.
type inflater struct {
	zstd  *zstd.Decoder // made when the first compressed buffer comes
	total int64         // bytes decompressed so far, of the whole file
	most  int64         // that may be decompressed
	batch int64         // bytes of the buffers of this message

	seen func(frame []byte, length int) // told of every frame; for tests
}

func newInflater(size int64) *inflater { return &inflater{most: inflateAllowance(size)} }

func (f *inflater) close() {
	if f.zstd != nil {
		f.zstd.Close()
	}
}

// buffer returns a buffer that must have exactly the given length. scratch is
// used for it if it is compressed and scratch is not nil; the result is then
// valid until scratch is used again. It may lie in the message otherwise.
func (f *inflater) buffer(p []byte, compressed bool, length int, scratch *[]byte) ([]byte, error) {
	if f.batch += int64(length); length > maxBufferBytes || f.batch > maxBatchBytes {
		return nil, damaged("a batch of more than %d bytes, or a buffer of more than %d", maxBatchBytes, maxBufferBytes)
	}
	if compressed && len(p) > 0 {
		if len(p) < 8 {
			return nil, damaged("a compressed buffer of %d bytes", len(p))
		}
		declared := int64(binary.LittleEndian.Uint64(p))
		p = p[8:]
		if declared != -1 {
			if declared != int64(length) {
				return nil, damaged("a buffer of %d bytes that must have %d", declared, length)
			}
			return f.inflate(p, length, scratch)
		}
	}
	if len(p) != length {
		return nil, damaged("a buffer of %d bytes that must have %d", len(p), length)
	}
	return p, nil
}

func (f *inflater) inflate(p []byte, length int, scratch *[]byte) ([]byte, error) {
	if f.total += int64(length); f.total > f.most {
		return nil, damaged("more than %d bytes when decompressed", f.most)
	}
	if f.zstd == nil {
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
			zstd.WithDecoderMaxMemory(maxBufferBytes), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		f.zstd = z
	}
	if f.seen != nil {
		f.seen(p, length)
	}
	if cap(*scratch) < length {
		*scratch = make([]byte, 0, length)
	}
	out, err := f.zstd.DecodeAll(p, (*scratch)[:0:length])
	if err != nil {
		return nil, damaged("a buffer that does not decompress: %v", err)
	}
	if len(out) != length {
		return nil, damaged("a buffer that decompresses to %d bytes, not %d", len(out), length)
	}
	return out, nil
}
