package critical

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// A link is on the path where it leads from what was waited for to what was
// waited for, whatever lies between.
func TestLinks(t *testing.T) {
	//  sort <- project <- join <- scan
	//                          <- filter <- cold
	op := func(id int64) *analyze.Operator { return &analyze.Operator{ID: id} }
	sort, project, join, scan, filter, cold := op(6), op(5), op(4), op(3), op(2), op(1)
	feed := func(child, parent *analyze.Operator) {
		parent.Children, child.Parents = append(parent.Children, child), append(child.Parents, parent)
	}
	feed(project, sort)
	feed(join, project)
	feed(scan, join)
	feed(filter, join)
	feed(cold, filter)
	q := &analyze.Query{Operators: []*analyze.Operator{sort, project, join, scan, filter, cold}}
	p := &Path{Query: q, Segments: []Segment{{Start: 0, End: 100, Kind: Run, Shares: []Share{{Operator: scan, NS: 60}, {Operator: sort, NS: 37}, {Operator: cold, NS: 3}}}}}
	for _, c := range []struct {
		least int64
		want  []Link
	}{
		{10, []Link{{project, sort}, {join, project}, {scan, join}}},
		{1, []Link{{project, sort}, {join, project}, {scan, join}, {filter, join}, {cold, filter}}},
		{61, nil},
	} {
		got := p.Links(c.least)
		if len(got) != len(c.want) {
			t.Errorf("least %d: %d links, want %d", c.least, len(got), len(c.want))
		}
		for _, l := range c.want {
			if !got[l] {
				t.Errorf("least %d: #%d to #%d is not on the path", c.least, l.Child.ID, l.Parent.ID)
			}
		}
	}
	feed(sort, cold) // a broken plan goes in circles
	if n := len(p.Links(10)); n != 6 {
		t.Errorf("in a circle %d links are on the path, want all 6", n)
	}
}
