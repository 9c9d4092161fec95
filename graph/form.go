package graph

import (
	"bytes"
	"fmt"
	"image/png"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Form is what a picture is written as.
type Form string

// Forms.
const (
	FormSVG Form = "svg"
	FormPNG Form = "png"
	FormDOT Form = "dot"
)

// Encode draws queries below each other as a file of some form. The error is
// ErrNoLayout where no places were found for the boxes, which DOT needs none of.
func Encode(cases []*finding.Case, f Form, o Options) ([]byte, error) {
	switch f {
	case FormSVG:
		return Document(cases, o)
	case FormDOT:
		text, err := DOT(cases, o)
		return []byte(text), err
	case FormPNG:
		img, err := Image(cases, o)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = png.Encode(&b, img)
		return b.Bytes(), err
	}
	return nil, fmt.Errorf("there is no form %q", f)
}
