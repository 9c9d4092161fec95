package parquet

import (
	"bytes"
	"encoding/base64"
	"encoding/json"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Parquet has no place for what is to be said of a column. Arrow's tools look for
// their own schema in the file's metadata, which has; others find the same there
// as JSON.

// arrowSchema returns the columns as Arrow's schema, as its tools expect it.
func arrowSchema(columns []Column, o Options) (string, error) {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		keys, values := []string{"doc"}, []string{c.Doc}
		if c.Unit != "" {
			keys, values = append(keys, "unit"), append(values, c.Unit)
		}
		fields[i] = arrow.Field{Name: c.Name, Type: c.arrowType(), Nullable: true, Metadata: arrow.NewMetadata(keys, values)}
	}
	about := arrow.NewMetadata([]string{"table", "row"}, []string{o.Name, o.Doc})
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(arrow.NewSchema(fields, &about)))
	if err := w.Close(); err != nil { // a stream without any batch
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

func (c Column) arrowType() arrow.DataType {
	item := func(t arrow.DataType) arrow.DataType {
		return arrow.ListOfField(arrow.Field{Name: "element", Type: t})
	}
	switch c.Type {
	case Integer:
		return arrow.PrimitiveTypes.Int64
	case Real:
		return arrow.PrimitiveTypes.Float64
	case Truth:
		return arrow.FixedWidthTypes.Boolean
	case Time:
		return &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}
	case Integers:
		return item(arrow.PrimitiveTypes.Int64)
	case Texts:
		return item(arrow.BinaryTypes.String)
	}
	return arrow.BinaryTypes.String
}

// describe returns units and meanings as JSON, by column.
func describe(columns []Column) (string, error) {
	type about struct {
		Unit string `json:"unit,omitempty"`
		Doc  string `json:"doc"`
	}
	all := make(map[string]about, len(columns))
	for _, c := range columns {
		all[c.Name] = about{c.Unit, c.Doc}
	}
	text, err := json.Marshal(all)
	return string(text), err
}
