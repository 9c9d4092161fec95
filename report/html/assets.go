package html

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/palette"
)

// The app as it was built from web/: one script and one stylesheet.
var (
	//go:embed dist/app.js
	appScript string
	//go:embed dist/app.css
	appStyle string
	//go:embed page.tmpl
	pageText string
)

// pageTemplate is parsed when a page is first written, not when the program starts.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"add": func(a, b int) int { return a + b }}).Parse(pageText))
})

// colors are the shared colours by the name of their CSS property.
func colors() []struct {
	name  string
	color palette.Color
} {
	type named = struct {
		name  string
		color palette.Color
	}
	list := []named{{"ground", palette.Ground}, {"panel", palette.Panel}, {"ink", palette.Ink}, {"faint", palette.Faint}, {"line", palette.Line},
		{"path", palette.Path}, {"warn", palette.Warn}, {"bad", palette.Bad}}
	for _, k := range allKinds {
		list = append(list, named{"kind-" + string(k), palette.Kind(k)})
	}
	return list
}

// allKinds are the kinds of segments in the order of a query.
var allKinds = []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Run,
	critical.Consumer, critical.Tail, critical.Unrecorded}

// paletteStyle defines the shared colours, and those of drawings: light ones, and
// dark ones where the system or the reader wants them.
func paletteStyle(drawings func(selector string, dark bool) string) string {
	var light, dark strings.Builder
	for _, c := range colors() {
		fmt.Fprintf(&light, "--%s:%s;", c.name, c.color.Light)
		fmt.Fprintf(&dark, "--%s:%s;", c.name, c.color.Dark)
	}
	rules := func(root string, dark bool) string {
		if drawings == nil {
			return ""
		}
		return drawings(root+".drawing", dark)
	}
	const system, chosen = ":root:not([data-theme=light])", ":root[data-theme=dark]"
	return ":root{" + light.String() + "}\n" + rules("", false) +
		"@media screen and (prefers-color-scheme:dark){" + system + "{" + dark.String() + "}\n" + rules(system+" ", true) + "}\n" +
		"@media screen{" + chosen + "{" + dark.String() + "}\n" + rules(chosen+" ", true) + "}"
}
