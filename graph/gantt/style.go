package gantt

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/palette"
)

// kinds are the kinds of segments in the order in which they are told.
var kinds = []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Run, critical.Consumer,
	critical.Tail, critical.Unrecorded}

// style is the style sheet: each colour is a variable, which dark grounds set anew.
func style() string {
	names := []struct {
		name  string
		color palette.Color
	}{{"ground", palette.Ground}, {"panel", palette.Panel}, {"ink", palette.Ink}, {"faint", palette.Faint}, {"line", palette.Line}, {"path", palette.Path}, {"warn", palette.Warn}, {"bad", palette.Bad}}
	var light, dark, rules strings.Builder
	for _, n := range names {
		fmt.Fprintf(&light, "--%s:%s;", n.name, n.color.Light)
		fmt.Fprintf(&dark, "--%s:%s;", n.name, n.color.Dark)
	}
	for _, k := range kinds {
		fmt.Fprintf(&light, "--k-%s:%s;", k, palette.Kind(k).Light)
		fmt.Fprintf(&dark, "--k-%s:%s;", k, palette.Kind(k).Dark)
		fmt.Fprintf(&rules, ".k-%s{fill:var(--k-%s)}\n", k, k)
	}
	return ":root{color-scheme:light dark;" + light.String() + "}\n@media (prefers-color-scheme:dark){:root{" + dark.String() + "}}\n" + rules.String() + rulesOfAll
}

const rulesOfAll = `text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink);white-space:pre}
text.b{font-weight:bold}
text.h{font-weight:bold;font-size:13px}
text.f{fill:var(--faint)}
text.e{text-anchor:end}
text.m{text-anchor:middle}
text.i{fill:var(--ground);font-size:9px;pointer-events:none}
text.o{font-size:9px;pointer-events:none}
text.x{font-size:12px;font-weight:bold;text-anchor:middle}
text.bad{fill:var(--bad)}
.ground{fill:var(--ground)}
.panel{fill:var(--panel)}
.grid{stroke:var(--line);stroke-opacity:.35}
.axis{stroke:var(--line)}
.run{fill:var(--k-run);fill-opacity:.55}
.odd{fill:var(--k-run);fill-opacity:.38}
.d1{fill:var(--k-run);fill-opacity:.18}
.d2{fill:var(--k-run);fill-opacity:.32}
.d3{fill:var(--k-run);fill-opacity:.46}
.d4{fill:var(--k-run);fill-opacity:.6}
.on{fill:var(--path)}
.wait{fill:none;stroke:var(--faint);stroke-dasharray:1 2}
.retry{fill:url(#hatch)}
.failed{fill:var(--bad);stroke:var(--ink)}
.cancelled{fill:var(--line);fill-opacity:.5}
.open{fill:var(--k-run);fill-opacity:.25;stroke:var(--warn);stroke-dasharray:3 2}
.hit{fill:transparent}
.reading{fill:var(--k-run);fill-opacity:.28}
.seen{fill:none;stroke:var(--line);stroke-dasharray:3 2}
.area{fill:var(--k-run);fill-opacity:.5}
.room{stroke:var(--warn);stroke-dasharray:4 3}
.find{fill:var(--warn);fill-opacity:.35}
.findhigh{fill:var(--bad);fill-opacity:.3}
.mark{stroke:var(--bad)}
.hatching{stroke:var(--bad);stroke-width:2}
rect:hover{stroke:var(--ink)}
`

// patterns are what fills attempts in vain.
const patterns = `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatching" x1="1" y1="0" x2="1" y2="5"/></pattern></defs>
`
