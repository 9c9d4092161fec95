package html

import (
	"strings"
	"testing"
)

func TestRedraw(t *testing.T) {
	const frame = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">`
	for name, c := range map[string]struct{ in, want string }{
		"kept":       {`<g id="op-1" class="op"><title>#1 a&lt;b</title><rect x="1" fill="#fff"/></g>`, `<g id="q7-op-1" class="op"><title>#1 a&lt;b</title><rect x="1" fill="#fff"></rect></g>`},
		"script":     {`<script>alert(1)</script><g/>`, `<g></g>`},
		"nested":     {`<script><g><path d="M0"/></g></script><g/>`, `<g></g>`},
		"foreign":    {`<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></div></foreignObject>`, ``},
		"handler":    {`<g onclick="alert(1)" onload="x"><path d="M0"/></g>`, `<g><path d="M0"></path></g>`},
		"style":      {`<style>*{fill:url(http://x)}</style><g style="fill:red"/>`, `<g></g>`},
		"link":       {`<a href="javascript:alert(1)" xlink:href="x"><text>t</text></a>`, `<text>t</text>`},
		"use":        {`<use href="#op-1"/><image href="data:image/svg+xml,x"/>`, ``},
		"animate":    {`<animate attributeName="href" to="javascript:x"/><set/>`, ``},
		"url":        {`<path fill="url(http://x/y)"/><path fill="url(#a)"/><path fill="URL( http://x )"/>`, `<path></path><path fill="url(#q7-a)"></path><path></path>`},
		"css escape": {`<path fill="u\72l(http://x)" d="M0"/>`, `<path d="M0"></path>`},
		"curl":       {`<g aria-label="curl <"/>`, "!"},
		"label":      {`<g aria-label="curl &quot;" data-ops="1 2"/>`, `<g aria-label="curl &#34;" data-ops="1 2"></g>`},
		"breakout":   {`<text>&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>`, `<text>&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>`},
		"cdata":      {`<text><![CDATA[</text><script>]]></text>`, `<text>&lt;/text&gt;&lt;script&gt;</text>`},
		"comment":    {`<!-- <script> --><g/>`, `<g></g>`},
		"bad id":     {`<g id='x" onclick="y'/>`, `<g></g>`},
		"title":      {`<title>a</title><title><script>x</script>b</title>`, `<title>a</title><title>b</title>`},
		"unfinished": {`<g>`, "!"},
		"entity":     {`<text>&xxe;</text>`, "!"},
	} {
		got, err := redraw([]byte(frame+c.in+`</svg>`), "q7-")
		if c.want == "!" {
			if err == nil {
				t.Errorf("%s: no error but %s", name, got)
			}
			continue
		}
		if want := `<svg viewBox="0 0 1 1">` + c.want + `</svg>`; err != nil || got != want {
			t.Errorf("%s: %s, %v\nwant %s", name, got, err, want)
		}
	}
	for name, in := range map[string]string{
		"no svg": `<html/>`, "two": `<svg/><svg/>`, "empty": ``, "text": `hello`, "deep": strings.Repeat("<svg>", 1000) + strings.Repeat("</svg>", 1000),
		"many":    `<svg>` + strings.Repeat("<g/>", mostDrawn+1) + `</svg>`,
		"charset": `<?xml version="1.0" encoding="utf-7"?><svg/>`,
	} {
		if got, err := redraw([]byte(in), ""); err == nil {
			t.Errorf("%s: no error but %.80s", name, got)
		}
	}
	if _, err := redraw([]byte(`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg/>`), ""); err != nil {
		t.Error(err)
	}
}

func FuzzRedraw(f *testing.F) {
	f.Add([]byte(`<svg><g id="op-1" onclick="x"><title>&lt;</title><a href="y"><text>t</text></a></g></svg>`))
	f.Add([]byte(`<svg><![CDATA[<script>]]></svg>`))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := redraw(in, "p-")
		if err != nil {
			return
		}
		again, err := redraw([]byte(got), "")
		if err != nil || again != got {
			t.Fatalf("%q becomes %q, and then %q, %v", in, got, again, err)
		}
		for _, bad := range []string{"<script", "<style", "<foreign", "<!", "<a "} {
			if strings.Contains(strings.ToLower(got), bad) {
				t.Fatalf("%q becomes %q", in, got)
			}
		}
	})
}
