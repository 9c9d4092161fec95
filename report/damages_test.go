package report

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// damages are what may become of a recording on its way.
var damages = map[string]func(*rand.Rand, []*format.Event) []*format.Event{
	"a tenth lost": func(r *rand.Rand, all []*format.Event) []*format.Event { return without(r, all, 0.1) },
	"most lost":    func(r *rand.Rand, all []*format.Event) []*format.Event { return without(r, all, 0.7) },
	"a kind lost": func(r *rand.Rand, all []*format.Event) []*format.Event {
		kind := all[r.IntN(len(all))].Kind
		return slices.DeleteFunc(all, func(e *format.Event) bool { return e.Kind == kind })
	},
	"cut off":     func(r *rand.Rand, all []*format.Event) []*format.Event { return all[:r.IntN(len(all))] },
	"begins late": func(r *rand.Rand, all []*format.Event) []*format.Event { return all[r.IntN(len(all)):] },
	"out of order": func(r *rand.Rand, all []*format.Event) []*format.Event {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all
	},
	"twice": func(r *rand.Rand, all []*format.Event) []*format.Event {
		return append(all, without(r, copied(all), 0.5)...)
	},
	"clocks apart": func(r *rand.Rand, all []*format.Event) []*format.Event {
		by := map[format.Clock]format.Time{}
		for _, e := range all {
			if _, ok := by[e.Clock()]; !ok {
				by[e.Clock()] = format.Time(r.Int64N(4e9) - 2e9)
			}
			restamp(e, by[e.Clock()])
		}
		return all
	},
	"stamps shaken": func(r *rand.Rand, all []*format.Event) []*format.Event {
		for _, e := range all {
			if r.IntN(4) == 0 {
				restamp(e, format.Time(r.Int64N(4e9)-2e9))
			}
		}
		return all
	},
	"plan in circles": func(r *rand.Rand, all []*format.Event) []*format.Event {
		most := 1 + r.IntN(6)
		for _, e := range all {
			if v, ok := e.Value(textColumn); ok && e.Kind == format.ExecStart {
				v.Text = planID.ReplaceAllStringFunc(v.Text, func(id string) string {
					n, _ := strconv.Atoi(strings.TrimPrefix(id, `"id":`))
					return fmt.Sprintf(`"id":%d`, n%most)
				})
				e.SetValue(textColumn, v)
			}
		}
		return all
	},
	"all at once": func(r *rand.Rand, all []*format.Event) []*format.Event {
		for _, e := range all {
			v, ok := e.Value(timeColumn)
			if ok {
				v.Int = 1_800_000_000_000_000_000
				e.SetValue(timeColumn, v)
			}
		}
		return all
	},
}

var (
	timeColumn, textColumn = columnOf("time_ns"), columnOf("text")
	planID                 = regexp.MustCompile(`"id":\d+`)
)

func columnOf(name string) format.Column {
	for _, c := range format.Columns() {
		if c.Name == name {
			return c
		}
	}
	panic("no column " + name)
}

func restamp(e *format.Event, by format.Time) {
	if v, ok := e.Value(timeColumn); ok {
		v.Int += int64(by)
		e.SetValue(timeColumn, v)
	}
}

func without(r *rand.Rand, all []*format.Event, share float64) []*format.Event {
	return slices.DeleteFunc(all, func(*format.Event) bool { return r.Float64() < share })
}
