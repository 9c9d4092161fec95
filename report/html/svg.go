package html

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
)

// drawing is what a drawn plan may be made of: shapes, text, and what groups
// them. Nothing in it runs, links, fetches or styles the page around it.
var drawing = map[string]bool{
	"svg": true, "g": true, "title": true, "desc": true, "path": true, "polygon": true, "polyline": true, "ellipse": true, "circle": true, "rect": true, "line": true,
	"text": true, "tspan": true, "defs": true, "linearGradient": true, "stop": true, "marker": true,
}

// unwrapped are elements whose content stays and which themselves go: a link
// that Graphviz makes to carry a tooltip.
var unwrapped = map[string]bool{"a": true}

// drawn are the attributes that shapes and text may have.
var drawn = func() map[string]bool {
	m := make(map[string]bool)
	for _, name := range strings.Fields(`class transform viewBox width height x y x1 y1 x2 y2 dx dy cx cy r rx ry d points
		fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin opacity
		font-family font-size font-weight font-style text-anchor text-decoration dominant-baseline textLength lengthAdjust
		offset stop-color stop-opacity gradientUnits gradientTransform marker-end marker-start markerWidth markerHeight refX refY orient preserveAspectRatio
		role aria-label aria-hidden`) {
		m[name] = true
	}
	return m
}()

var (
	drawnID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.:-]{0,80}$`) })
	ownURL  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^url\(#([A-Za-z][A-Za-z0-9_.:-]{0,80})\)$`) })
)

// mostDrawn bounds the elements of one drawing, and how deep they nest.
const (
	mostDrawn   = 200_000
	deepestDraw = 64
)

// redraw rebuilds an SVG out of what a drawing may be made of, and nothing else:
// what is not listed is left out with all that is in it. Ids, and what refers to
// them, get the prefix, so that several drawings can stand in one page. An SVG
// that is not well formed is refused.
func redraw(svg []byte, prefix string) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	d.Strict = true
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "utf-8") {
			return r, nil
		}
		return nil, fmt.Errorf("charset %q", label)
	}
	var b strings.Builder
	var open []string // an unwrapped element is ""
	skip, elements, roots := 0, 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", fmt.Errorf("the drawing is not well formed: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if elements++; elements > mostDrawn || len(open) > deepestDraw {
				return "", errors.New("the drawing has too many elements")
			}
			switch {
			case skip > 0:
				skip++
			case len(open) == 0 && (name != "svg" || roots > 0):
				return "", fmt.Errorf("the drawing begins with <%s>", name)
			case unwrapped[name]:
				open = append(open, "")
			case !drawing[name]:
				skip = 1
			default:
				if len(open) == 0 {
					roots++
				}
				open = append(open, name)
				b.WriteString("<" + name)
				for _, a := range t.Attr {
					writeAttr(&b, a, prefix)
				}
				b.WriteString(">")
			}
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			name := open[len(open)-1]
			open = open[:len(open)-1]
			if name != "" {
				b.WriteString("</" + name + ">")
			}
		case xml.CharData:
			if skip == 0 && len(open) > 0 {
				escapeInto(&b, string(t))
			}
		}
	}
	if roots == 0 {
		return "", errors.New("the drawing is empty")
	}
	return b.String(), nil
}

// writeAttr writes an attribute that is allowed. One that refers to anything but
// an element of the same drawing is left out.
func writeAttr(b *strings.Builder, a xml.Attr, prefix string) {
	name, value := a.Name.Local, a.Value
	switch {
	case a.Name.Space != "":
		return // xlink:href and the like
	case name == "id":
		if !drawnID().MatchString(value) {
			return
		}
		value = prefix + value
	case !drawn[name] && !(strings.HasPrefix(name, "data-") && drawnID().MatchString(name)):
		return
	case strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-"):
	case strings.Contains(value, `\`):
		return // CSS would read url, or more, out of its escapes
	case strings.Contains(strings.ToLower(value), "url"):
		m := ownURL().FindStringSubmatch(value)
		if m == nil {
			return
		}
		value = "url(#" + prefix + m[1] + ")"
	}
	b.WriteString(" " + name + `="`)
	escapeInto(b, value)
	b.WriteString(`"`)
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\x00", "")

func escapeInto(b *strings.Builder, s string) { b.WriteString(escapes.Replace(s)) }
