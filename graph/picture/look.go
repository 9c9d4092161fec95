package picture

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/palette"
)

// Look names how a shape is painted. In SVG it is a class, so that a page can
// give it colours of its own.
type Look string

// Looks. A text is filled with the first colour.
const (
	Ground   Look = "ground"
	Cluster  Look = "cluster"
	Panel    Look = "panel" // the ground in a cluster
	Ink      Look = "ink"
	Faint    Look = "faint"
	Warn     Look = "warn"
	Bad      Look = "bad"
	OnPath   Look = "onpath"   // text and filled shapes
	Edge     Look = "edge"     // a line
	PathEdge Look = "pathedge" // of the critical path
	Exchange Look = "exchange" // a line between stages
	PathExch Look = "pathexch"
	Arrow    Look = "arrow"
	Track    Look = "track" // what a bar fills
	Fold     Look = "fold"  // the frame of what stands for several
	Rung     Look = "rung"  // a thin line between what belongs together
)

// Heats is how many steps of heat there are.
const Heats = 11

// Heat returns the look of a box with a part of the whole, from 0 to 1.
// As in pprof's graphs the root of it counts, so that small parts differ.
func Heat(part float64) Look { return Look("h" + strconv.Itoa(heat(part))) }

// HotFrame is Heat with the frame of what is on the critical path.
func HotFrame(part float64) Look { return Look("p" + strconv.Itoa(heat(part))) }

// BadFrame is Heat with the frame of what failed.
func BadFrame(part float64) Look { return Look("f" + strconv.Itoa(heat(part))) }

func heat(part float64) int {
	if !(part > 0) {
		return 0
	}
	return int(math.Ceil(math.Sqrt(min(part, 1)) * (Heats - 1)))
}

// Changes is how many steps there are on either side of no change.
const Changes = 5

// Change returns the look of a box that took longer, up to 1, or shorter, down to
// -1: linear, so that noise stays pale.
func Change(part float64) Look { return Look("d" + strconv.Itoa(change(part))) }

// Added is Change with the frame of what is new.
func Added(part float64) Look { return Look("n" + strconv.Itoa(change(part))) }

// Dropped is Change with the frame of what is gone.
func Dropped(part float64) Look { return Look("g" + strconv.Itoa(change(part))) }

// change is a step, Changes for none.
func change(part float64) int {
	switch {
	case part > 0:
		return Changes + int(math.Ceil(min(part, 1)*Changes))
	case part < 0:
		return Changes - int(math.Ceil(min(-part, 1)*Changes))
	}
	return Changes // NaN as well
}

// Kind returns the look of a kind of time.
func Kind(k critical.Kind) Look { return Look("k-" + string(k)) }

// paint is what a look is made of.
type paint struct {
	fill, stroke palette.Color // "" for none
	width        float64
	dash         []float64
}

// paints knows every look. It is made when it is first needed.
var paints = sync.OnceValue(makePaints)

// Kinds are the kinds of time that have a look, in the order in which they are told.
var Kinds = []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff,
	critical.Retry, critical.Run, critical.Consumer, critical.Tail, critical.Unrecorded}

func makePaints() map[Look]paint {
	line := func(c palette.Color, w float64, dash ...float64) paint { return paint{stroke: c, width: w, dash: dash} }
	fill := func(c palette.Color) paint { return paint{fill: c} }
	all := map[Look]paint{
		Ground: fill(palette.Ground), Panel: fill(palette.Panel), Ink: fill(palette.Ink), Faint: fill(palette.Faint), Warn: fill(palette.Warn), Bad: fill(palette.Bad),
		OnPath: fill(palette.Path), Arrow: fill(palette.Line), Track: fill(mix(palette.Ground, palette.Line, 0.25)),
		Cluster: {fill: palette.Panel, stroke: mix(palette.Panel, palette.Line, 0.5), width: 1},
		Edge:    line(palette.Line, 1.2), PathEdge: line(palette.Path, 2.5),
		Exchange: line(palette.Line, 1.2, 6, 3), PathExch: line(palette.Path, 2.5, 6, 3),
		Rung: line(mix(palette.Ground, palette.Line, 0.55), 0.8, 2, 3),
		Fold: {fill: palette.Ground, stroke: palette.Line, width: 1, dash: []float64{3, 2}},
	}
	for i := range Heats {
		c := palette.Ground
		if i > 0 {
			c = mix(palette.Ground, palette.Path, 0.04+0.36*float64(i)/(Heats-1))
		}
		n := strconv.Itoa(i)
		all[Look("h"+n)] = paint{fill: c, stroke: palette.Line, width: 1}
		all[Look("p"+n)] = paint{fill: c, stroke: palette.Path, width: 2.2}
		all[Look("f"+n)] = paint{fill: c, stroke: palette.Bad, width: 2.2, dash: []float64{2, 2}}
	}
	for i := range 2*Changes + 1 {
		c := palette.Ground
		switch {
		case i > Changes:
			c = mix(palette.Ground, palette.Longer, 0.08+0.42*float64(i-Changes)/Changes)
		case i < Changes:
			c = mix(palette.Ground, palette.Shorter, 0.08+0.42*float64(Changes-i)/Changes)
		}
		n := strconv.Itoa(i)
		all[Look("d"+n)] = paint{fill: c, stroke: palette.Line, width: 1}
		all[Look("n"+n)] = paint{fill: c, stroke: palette.Ink, width: 2.4}
		all[Look("g"+n)] = paint{fill: c, stroke: palette.Ink, width: 1.6, dash: []float64{5, 3}}
	}
	for _, k := range Kinds {
		all[Kind(k)] = fill(palette.Kind(k))
	}
	return all
}

// mix returns the colour a part of the way from a to b.
func mix(a, b palette.Color, part float64) palette.Color {
	between := func(a, b string) string {
		var out [3]float64
		x, y := channels(a), channels(b)
		for i := range out {
			out[i] = math.Round(float64(x[i]) + part*(float64(y[i])-float64(x[i])))
		}
		return fmt.Sprintf("#%02x%02x%02x", int(out[0]), int(out[1]), int(out[2]))
	}
	return palette.Color{Light: between(a.Light, b.Light), Dark: between(a.Dark, b.Dark)}
}

func channels(hex string) (c [3]uint8) {
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return [3]uint8{uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

func in(c palette.Color, dark bool) string {
	if dark {
		return c.Dark
	}
	return c.Light
}

// Fill returns the colour that a look is filled with.
func Fill(l Look) palette.Color { return paints()[l].fill }
