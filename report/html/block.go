package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
)

// readable is up to how many bytes a block of data stands in the file as JSON
// that a person can read; a larger one is compressed.
const readable = 256 << 10

// writeBlock writes a value as a block of data that no browser takes for markup
// or for a script. In JSON all of < > & U+2028 and U+2029 are written as escapes;
// base64 has none of them.
func writeBlock(w io.Writer, id string, value any) error {
	doc, err := json.Marshal(value) // it escapes these five
	if err != nil {
		return fmt.Errorf("encoding %s: %w", id, err)
	}
	id = html.EscapeString(id)
	if len(doc) <= readable {
		_, err = fmt.Fprintf(w, "<script type=\"application/json\" id=\"%s\">%s</script>\n", id, doc)
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(doc); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "<script type=\"application/gzip+base64\" id=\"%s\">%s</script>\n", id, base64.StdEncoding.EncodeToString(b.Bytes()))
	return err
}
