package format

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// WriterOptions says how to write a recording.
type WriterOptions struct {
	CreatedBy string // program and version, such as "daft-analyze 0.1.0"
	Recovered bool   // the intact part of an interrupted or damaged recording
	BatchRows int    // rows after which a batch is written by itself; 0: defaultBatchRows
	// BatchBytes of text, lists and attributes after which a batch is written by
	// itself; 0: flushBytes, which is the most.
	BatchBytes int
}

const (
	defaultBatchRows = 16 << 10
	flushBytes       = 4 << 20  // of text, lists and attributes, after which a batch is written by itself
	flushItems       = 64 << 10 // of lists and attributes
)

// ErrTooLarge says that an event was not written because it, or its labels, go
// beyond the limits of the format. Writing may go on.
var ErrTooLarge = errors.New("event too large")

var errClosed = errors.New("format: the recording is closed")

// Writer writes a recording. At every moment the bytes written are a recording
// that a Reader can read; Close completes them.
//
// A Writer may not be used by several goroutines at a time. Once a Write to the
// underlying writer has failed, every later call fails with the same error.
type Writer struct {
	w    io.Writer
	hash hash.Hash // of every byte written
	size int64
	err  error
	// ending says that the end of the file was begun, which stands only once.
	ending bool

	columns               []Column
	batchRows, batchBytes int
	count                 int64

	schema           []byte
	kinds            dictionary
	labels           [numLabels]dictionary
	labelCount       int   // values of all dictionaries
	labelBytes       int   // their text
	written          []int // values in the file, by dictionary id
	table            table
	row              [numLabels]uint32 // numbers of the current event's labels
	strings          stringsArray      // values of a dictionary that is being written
	encoder          batchEncoder
	body             *bodyWriter
	metadata         *metadataBuilder
	bodyBuf, message []byte
	dictionaries     []block
	batches          []block
}

// NewWriter begins a recording on w: it writes the head of the file at once.
// The Writer does not close w.
func NewWriter(w io.Writer, o WriterOptions) (*Writer, error) {
	h := Header{Major: VersionMajor, Minor: VersionMinor, CreatedBy: validUTF8(o.CreatedBy), Recovered: o.Recovered}
	return newWriter(w, o, h, columns)
}

func newWriter(out io.Writer, o WriterOptions, h Header, cols []Column) (*Writer, error) {
	if o.BatchRows < 0 || o.BatchRows > maxBatchRows {
		return nil, fmt.Errorf("format: BatchRows is %d, must be at most %d", o.BatchRows, maxBatchRows)
	}
	if o.BatchBytes < 0 || o.BatchBytes > flushBytes {
		return nil, fmt.Errorf("format: BatchBytes is %d, must be at most %d", o.BatchBytes, flushBytes)
	}
	schema, err := schemaMetadata(arrowSchema(cols, h))
	if err != nil {
		return nil, err
	}
	body, err := newBodyWriter()
	if err != nil {
		return nil, fmt.Errorf("format: zstd: %w", err)
	}
	w := &Writer{w: out, hash: sha256.New(), columns: cols, batchRows: o.BatchRows,
		schema: schema, body: body, metadata: newMetadataBuilder()}
	if w.batchRows == 0 {
		w.batchRows = defaultBatchRows
	}
	if w.batchBytes = o.BatchBytes; w.batchBytes == 0 {
		w.batchBytes = flushBytes
	}
	head := append([]byte(magic), 0, 0)
	if err := w.write(appendPrefixed(head, schema)); err != nil {
		return nil, err
	}
	// Arrow's stream readers want a dictionary for every column before the
	// first batch.
	for range w.dictionaryCount() {
		w.written = append(w.written, 0)
	}
	if err := w.writeDictionaries(initial); err != nil {
		return nil, err
	}
	return w, nil
}

// Count returns the number of events written so far, pending ones included.
func (w *Writer) Count() int64 { return w.count }

// Size returns the number of bytes written so far, pending events excluded.
func (w *Writer) Size() int64 { return w.size }

// Batches returns the number of batches written so far.
func (w *Writer) Batches() int64 { return int64(len(w.batches)) }

// Write adds an event, which may be reused afterwards. It writes a batch when
// enough events are pending. Text that is not UTF-8 is written with U+FFFD in
// place of what is not. An event beyond the limits of the format is left out,
// with an error that wraps ErrTooLarge.
func (w *Writer) Write(e *Event) error {
	if w.err != nil {
		return w.err
	}
	if e.Kind == RecordingEnd {
		return errors.New("format: a recording_end event is written by Close only")
	}
	if err := w.add(e); err != nil {
		return err
	}
	if w.table.rows >= w.batchRows || w.table.bytes >= w.batchBytes || w.table.items >= flushItems {
		return w.Flush()
	}
	return nil
}

// Flush writes the pending events, if any, as a batch.
func (w *Writer) Flush() error {
	if w.err != nil || w.table.rows == 0 {
		return w.err
	}
	if err := w.writeDictionaries(delta); err != nil {
		return err
	}
	return w.writeTable()
}

// Close writes what is pending, the closing event, and the end of the file. The
// closing event is of kind RecordingEnd; Close fills its count and text. If end
// is nil the recording gets no closing event: the file opens in every Arrow tool
// but remains interrupted.
func (w *Writer) Close(end *Event) error {
	if w.err != nil {
		return w.err
	}
	if end != nil && end.Kind != RecordingEnd {
		return fmt.Errorf("format: closing event is a %s, must be a %s", end.KindName(), RecordingEnd)
	}
	err := w.Flush()
	w.ending = err == nil
	if err == nil && end != nil {
		err = w.writeEnd(end)
	}
	if err == nil {
		err = w.writeTrailer()
	}
	if err == nil {
		w.err = errClosed
	}
	return err
}

// writeEnd writes the closing event in a batch of its own. Its digest covers
// every byte before that batch.
func (w *Writer) writeEnd(end *Event) error {
	e := end.Clone()
	e.SetInt(Count, w.count)
	if _, err := w.intern(e); err != nil {
		return err
	}
	if err := w.writeDictionaries(delta); err != nil {
		return err
	}
	e.SetText(Text, hex.EncodeToString(w.hash.Sum(nil)))
	if err := w.add(e); err != nil {
		return err
	}
	return w.writeTable()
}

func (w *Writer) writeTrailer() error {
	if err := w.writeDictionaries(whole); err != nil {
		return err
	}
	if err := w.write([]byte(endMarker)); err != nil {
		return err
	}
	return w.write(w.metadata.trailer(w.schema, w.dictionaries, w.batches, [sha256.Size]byte(w.hash.Sum(nil))))
}

// write writes bytes and keeps the first error.
func (w *Writer) write(p []byte) error {
	n, err := w.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		w.err = err
		return err
	}
	w.hash.Write(p)
	w.size += int64(n)
	return nil
}
