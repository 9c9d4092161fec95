package graph

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// EncodeDiff draws pairs of queries as a file of some form: the base at the left, the
// new query at the right, operators that belong together at the same height. The
// error is ErrNoLayout where no places were found for the boxes.
func EncodeDiff(pairs []*compare.Query, f Form, o Options) ([]byte, error) {
	switch f {
	case FormSVG:
		p, err := drawDiffs(pairs, o)
		if err != nil {
			return nil, err
		}
		return picture.Document(p, o.Theme), nil
	case FormDOT:
		return []byte(diffDOT(pairs, o)), nil
	case FormPNG:
		img, err := diffImage(pairs, o)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = png.Encode(&b, img)
		return b.Bytes(), err
	}
	return nil, fmt.Errorf("there is no form %q", f)
}

func diffImage(pairs []*compare.Query, o Options) (image.Image, error) {
	p, err := drawDiffs(pairs, o)
	if err != nil {
		return nil, err
	}
	scale := o.Scale
	if scale <= 0 {
		scale = 2
	}
	img, _ := picture.Raster(p, o.Theme == Dark, scale)
	return img, nil
}

// DiffSVG draws a pair of queries as an SVG element to be put into a page, as SVG
// does. Boxes have the id "base-op-<node id>" or "new-op-<node id>".
func DiffSVG(pair *compare.Query, o Options) ([]byte, error) {
	d := newDiff(pair, o)
	p, err := d.picture(o)
	if err != nil {
		return nil, err
	}
	page := &picture.Picture{Width: p.Width + 2*edgeRoom, Height: p.Height + 2*edgeRoom, Title: d.title()}
	page.Add(picture.Shift(p.Items, edgeRoom, edgeRoom)...)
	return picture.Fragment(page, o.Theme, o.Prefix), nil
}
