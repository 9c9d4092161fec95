// Package picture holds a drawing as shapes whose looks are named, and writes
// it as SVG or as an image. Both are made from the same shapes, so that they
// show the same.
package picture

// Point is a place, y downward, in points.
type Point struct{ X, Y float64 }

// Picture is a drawing.
type Picture struct {
	Width, Height float64 // points
	Title         string  // for who cannot see it
	Items         []Item
}

// Add adds items on top.
func (p *Picture) Add(items ...Item) { p.Items = append(p.Items, items...) }

// Item is a shape or a group of items.
type Item interface{ item() }

// Group is items that belong together, such as a box and what is in it.
type Group struct {
	ID    string // unique in the picture, "" for none
	Class string // what it is, for who styles or scripts it
	Data  []Data
	Tip   string // shown when pointed at, lines by "\n"
	Items []Item
}

// Add adds items on top.
func (g *Group) Add(items ...Item) { g.Items = append(g.Items, items...) }

// Data is an attribute `data-NAME` of a group.
type Data struct {
	Name, Value string
	ID          bool // the value is the id of a group
}

// Rect is a rectangle with rounded corners.
type Rect struct {
	X, Y, W, H float64
	Round      float64
	Look       Look
}

// Path is a line of straight and curved pieces.
type Path struct {
	Start  Point
	Curves [][3]Point // two controls and an end each
	Look   Look
	Width  float64 // of the line; 0: the look's
}

// Polygon is a filled shape.
type Polygon struct {
	Points []Point
	Look   Look
}

// Text is one line.
type Text struct {
	At     Point // of the baseline
	String string
	Size   float64
	Bold   bool
	Anchor Anchor
	Look   Look
}

// Anchor says which part of a text stands at its place.
type Anchor int

// Anchors.
const (
	Start Anchor = iota
	Middle
	End
)

func (*Group) item()  {}
func (Rect) item()    {}
func (Path) item()    {}
func (Polygon) item() {}
func (Text) item()    {}

// Shift returns items moved.
func Shift(items []Item, x, y float64) []Item {
	move := func(p Point) Point { return Point{p.X + x, p.Y + y} }
	out := make([]Item, len(items))
	for i, item := range items {
		switch t := item.(type) {
		case *Group:
			g := *t
			g.Items = Shift(t.Items, x, y)
			out[i] = &g
		case Rect:
			t.X, t.Y = t.X+x, t.Y+y
			out[i] = t
		case Path:
			t.Start = move(t.Start)
			curves := make([][3]Point, len(t.Curves))
			for k, c := range t.Curves {
				curves[k] = [3]Point{move(c[0]), move(c[1]), move(c[2])}
			}
			t.Curves = curves
			out[i] = t
		case Polygon:
			points := make([]Point, len(t.Points))
			for k, at := range t.Points {
				points[k] = move(at)
			}
			t.Points = points
			out[i] = t
		case Text:
			t.At = move(t.At)
			out[i] = t
		}
	}
	return out
}
