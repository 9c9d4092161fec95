package report

import (
	"cmp"
	"io"
	"path/filepath"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// DiffOptions say what Diff shows and how.
type DiffOptions struct {
	BasePath, NewPath string // of the recordings, as the user gave them
	Width             int    // in cells: 0 means DefaultWidth; below MinWidth counts as MinWidth
	Color             bool   // with terminal escapes
	Full              bool   // fold and shorten nothing
	Top               int    // in detail so many queries, those that differ most; 0: up to 3 that differ
	Asked             bool   // the user chose the query: it is shown in detail whatever it differs by
}

// Diff writes how two runs differ, and why, for a person to read.
func Diff(w io.Writer, c *compare.Comparison, o DiffOptions) error {
	p := newPage(w, o.Width, o.Color)
	p.Whole = o.Full
	d := newDiffPage(c, o)
	d.head(p)
	if len(c.Queries) > 1 {
		p.blank()
		d.summary(p)
	}
	for _, i := range d.detailed {
		p.blank()
		d.query(p, i)
	}
	d.unpaired(p)
	d.foot(p)
	return p.close()
}

// diffPage is what the forms of a comparison have in common.
type diffPage struct {
	c         *compare.Comparison
	o         DiffOptions
	base, new string // what the runs are called
	detailed  []int  // the queries shown in detail, in the order of the run
	same      []int  // those that hardly differ
	// other says of those that hardly differ in time why they are not the same: see compare.Query.OtherWork.
	other map[int]string
}

const (
	// Queries whose walls differ by less than one in this many are said to differ
	// by no more than 3 %, and are shown in one line.
	diffAlike = 33
	// So are those whose difference is less than one in so many of all walls, see part.
	diffSmall = 200
	// diffDetailed is how many queries are shown in detail.
	diffDetailed = 3
	// They have at least one in so many of all that changed; the first may have less.
	diffShare = 10
)

func newDiffPage(c *compare.Comparison, o DiffOptions) *diffPage {
	d := &diffPage{c: c, o: o, base: filepath.Base(o.BasePath), new: filepath.Base(o.NewPath)}
	if d.base == d.new {
		d.base, d.new = o.BasePath, o.NewPath
	}
	differ := d.part()
	most := diffDetailed
	if o.Top > 0 {
		most = o.Top
	}
	if o.Full || o.Asked {
		most, differ, d.same = len(c.Queries), nil, nil
		for i := range c.Queries {
			differ = append(differ, i)
		}
	}
	changed := int64(0)
	for _, i := range differ {
		changed = saturate.Add(changed, size64(c.Queries[i].Delta.V))
	}
	slices.SortStableFunc(differ, d.largest)
	for n, i := range differ {
		if n < most && (n == 0 || o.Full || o.Asked || o.Top > 0 || size64(c.Queries[i].Delta.V) >= changed/diffShare) {
			d.detailed = append(d.detailed, i)
		}
	}
	slices.Sort(d.detailed)
	return d
}

// part parts the queries in those that differ, and those that hardly do: by little
// of themselves, or by little of all walls, as long as these have little of all that
// changed. One that did other work is never among the latter: that is exact, as times
// are not.
func (d *diffPage) part() (differ []int) {
	all, changed := int64(0), int64(0)
	for i := range d.c.Queries {
		q := &d.c.Queries[i]
		all = saturate.Add(all, longer(q))
		changed = saturate.Add(changed, size64(q.Delta.V))
	}
	var small []int
	for i := range d.c.Queries {
		q := &d.c.Queries[i]
		switch change := size64(q.Delta.V); {
		case !q.Delta.Known(), len(d.c.Queries) == 1:
			differ = append(differ, i)
		case change <= longer(q)/diffAlike:
			d.same = append(d.same, i)
		case change <= all/diffSmall:
			small = append(small, i)
		default:
			differ = append(differ, i)
		}
	}
	slices.SortStableFunc(small, d.largest)
	sum := int64(0)
	for _, i := range slices.Backward(small) {
		if sum = saturate.Add(sum, size64(d.c.Queries[i].Delta.V)); sum <= changed/diffShare {
			d.same = append(d.same, i)
		} else {
			differ = append(differ, i)
		}
	}
	d.other = map[int]string{}
	d.same = slices.DeleteFunc(d.same, func(i int) bool {
		why := d.c.Queries[i].OtherWork()
		if why != "" {
			d.other[i] = why
			differ = append(differ, i)
		}
		return why != ""
	})
	slices.Sort(d.same)
	slices.Sort(differ)
	return differ
}

// longer is the longer wall of a query.
func longer(q *compare.Query) int64 { return max(q.BaseWall.V, q.NewWall.V, 0) }

// largest orders queries by how much they differ.
func (d *diffPage) largest(a, b int) int {
	return cmp.Compare(size64(d.c.Queries[b].Delta.V), size64(d.c.Queries[a].Delta.V))
}

// size64 is the size of a difference.
func size64(ns int64) int64 { return max(ns, saturate.Sub(0, ns)) }
