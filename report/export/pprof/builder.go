package pprof

import (
	"slices"
	"strings"

	"github.com/google/pprof/profile"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// frame is one line of a stack: what a function is in a program. What has the
// same name is the same, also in the profile of another run that is compared.
type frame string

// label says something of a sample that its stack does not: a word, or where
// unit is set a number.
type label struct {
	key, text string
	number    int64
	unit      string
}

// builder collects samples. Those of the same stack and labels become one.
type builder struct {
	mapping   *profile.Mapping
	locations map[frame]*profile.Location
	ordered   []*profile.Location
	samples   map[string]*profile.Sample
	list      []*profile.Sample
	known     [values]bool // types of which something is known
}

func newBuilder(name string) *builder {
	// What has functions already is not looked for in programs.
	mapping := &profile.Mapping{ID: 1, File: name, HasFunctions: true, HasLineNumbers: true, HasInlineFrames: true}
	return &builder{mapping: mapping, locations: make(map[frame]*profile.Location), samples: make(map[string]*profile.Sample)}
}

// location returns the place that stands for a frame.
func (b *builder) location(f frame) *profile.Location {
	l := b.locations[f]
	if l == nil {
		id := uint64(len(b.ordered) + 1)
		fn := &profile.Function{ID: id, Name: string(f)} // with a SystemName that is the same pprof takes it for C++, and brackets out
		l = &profile.Location{ID: id, Mapping: b.mapping, Line: []profile.Line{{Function: fn}}}
		b.locations[f] = l
		b.ordered = append(b.ordered, l)
	}
	return l
}

// add adds an amount of one type to the sample of a stack, whose outermost frame
// comes first, and labels, of which empty ones are left out.
func (b *builder) add(typ int, amount int64, stack []frame, labels ...label) {
	b.known[typ] = true
	if amount <= 0 {
		return // known to be nothing
	}
	var key strings.Builder
	places := make([]*profile.Location, len(stack))
	for i, f := range stack {
		l := b.location(f)
		places[len(stack)-1-i] = l
		writeNumber(&key, int64(l.ID))
	}
	labels = slices.DeleteFunc(labels, func(l label) bool { return l.unit == "" && l.text == "" })
	for _, l := range labels {
		key.WriteString(l.key)
		key.WriteByte(0)
		key.WriteString(l.text)
		key.WriteByte(0)
		writeNumber(&key, l.number)
	}
	s := b.samples[key.String()]
	if s == nil {
		s = &profile.Sample{Location: places, Value: make([]int64, values)}
		for _, l := range labels {
			setLabel(s, l)
		}
		b.samples[key.String()] = s
		b.list = append(b.list, s)
	}
	s.Value[typ] = saturate.Add(s.Value[typ], amount)
}

func setLabel(s *profile.Sample, l label) {
	if l.unit == "" {
		if s.Label == nil {
			s.Label = make(map[string][]string)
		}
		s.Label[l.key] = []string{l.text}
		return
	}
	if s.NumLabel == nil {
		s.NumLabel, s.NumUnit = make(map[string][]int64), make(map[string][]string)
	}
	s.NumLabel[l.key], s.NumUnit[l.key] = []int64{l.number}, []string{l.unit}
}

func writeNumber(b *strings.Builder, n int64) {
	for range 8 {
		b.WriteByte(byte(n))
		n >>= 8
	}
}

// profile returns what was collected, without the types that nothing is known of.
// Time on the path is there always.
func (b *builder) profile() *profile.Profile {
	p := &profile.Profile{DefaultSampleType: types[path].Type, Mapping: []*profile.Mapping{b.mapping}, Location: b.ordered, Sample: b.list}
	for _, l := range b.ordered {
		p.Function = append(p.Function, l.Line[0].Function)
	}
	b.known[path] = true
	for i, known := range b.known {
		if known {
			p.SampleType = append(p.SampleType, types[i])
		}
	}
	for _, s := range b.list {
		kept := s.Value[:0]
		for i, v := range s.Value {
			if b.known[i] {
				kept = append(kept, v)
			}
		}
		s.Value = kept
	}
	return p
}
