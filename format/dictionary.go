package format

import (
	"strings"
	"unicode/utf8"
)

// dictionary gives the values of a label column their numbers, in the order in
// which they first came.
type dictionary struct {
	index  map[string]uint32
	values []string

	// Events of one request follow one another and share most labels.
	last      string
	lastIndex uint32
}

// find returns the number of a value, and whether it has one.
func (d *dictionary) find(s string) (uint32, bool) {
	if s == d.last && len(d.values) > 0 {
		return d.lastIndex, true
	}
	i, ok := d.index[s]
	if ok {
		d.last, d.lastIndex = d.values[i], i
	}
	return i, ok
}

// add gives a value the next number. It keeps a copy, since s may be a small
// part of a large request.
func (d *dictionary) add(s string) uint32 {
	if d.index == nil {
		d.index = make(map[string]uint32)
	}
	s = strings.Clone(s)
	i := uint32(len(d.values))
	d.values = append(d.values, s)
	d.index[s] = i
	d.last, d.lastIndex = s, i
	return i
}

// validUTF8 returns s with what is not UTF-8 replaced, since Arrow text must be.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
