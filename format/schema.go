package format

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Keys of the schema's metadata, and of the footer's and the messages'.
const (
	keyVersion   = "daft_analyze.format_version"
	keyCreatedBy = "daft_analyze.created_by"
	keyRecovered = "daft_analyze.recovered"
	keySHA256    = "daft_analyze.sha256"
	keyCRC32C    = "daft_analyze.crc32c"
)

// magic opens an Arrow IPC file (padded to eight bytes) and closes it.
const magic = "ARROW1"

// arrowType is the Arrow type of a column of type t.
func (t Type) arrowType() arrow.DataType {
	switch t {
	case TypeInt:
		return arrow.PrimitiveTypes.Int64
	case TypeFloat:
		return arrow.PrimitiveTypes.Float64
	case TypeLabel:
		return &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
	case TypeText:
		return arrow.BinaryTypes.String
	case TypeInts:
		return arrow.ListOf(arrow.PrimitiveTypes.Int64)
	case TypeTexts:
		return arrow.ListOf(arrow.BinaryTypes.String)
	case TypeAttrs:
		m := arrow.MapOf(arrow.BinaryTypes.String, arrow.BinaryTypes.String)
		m.KeysSorted = true
		return m
	}
	panic(fmt.Sprintf("format: no Arrow type for column type %d", t))
}

// arrowSchema is the Arrow schema of a table with the given columns. Only kind
// is never null.
func arrowSchema(cols []Column, h Header) *arrow.Schema {
	fields := make([]arrow.Field, len(cols))
	for i, c := range cols {
		fields[i] = arrow.Field{Name: c.Name, Type: c.Type.arrowType(), Nullable: c.slot != kindSlot}
	}
	keys := []string{keyVersion, keyCreatedBy}
	values := []string{fmt.Sprintf("%d.%d", h.Major, h.Minor), h.CreatedBy}
	if h.Recovered {
		keys, values = append(keys, keyRecovered), append(values, "true")
	}
	meta := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(fields, &meta)
}

// schemaMetadata returns the metadata of the schema message, as arrow writes
// it. Dictionaries get the ids 0, 1, ... in the order of the label columns.
func schemaMetadata(s *arrow.Schema) ([]byte, error) {
	var sink schemaSink
	w := ipc.NewWriterWithPayloadWriter(&sink, ipc.WithSchema(s))
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("format: encode schema: %w", err)
	}
	return sink.meta, nil
}

// schemaSink keeps the first payload of an ipc.Writer: the schema.
type schemaSink struct{ meta []byte }

func (s *schemaSink) Start() error { return nil }
func (s *schemaSink) Close() error { return nil }

func (s *schemaSink) WritePayload(p ipc.Payload) error {
	if s.meta == nil {
		m := p.Meta()
		defer m.Release()
		s.meta = append(s.meta, m.Bytes()...)
	}
	return nil
}
