package html

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// elements are all that a page is made of.
var elements = strings.Fields(`html head meta title link style body a header h1 ul li div main section p b nav table thead tbody tr th td noscript article h2 h3 h4
	span svg rect details summary pre ol dl dt dd code i figure footer script g text path polygon polyline ellipse circle line tspan`)

var (
	tag       = regexp.MustCompile(`<([a-zA-Z!/][^\s>]*)([^>]*)>`)
	attribute = regexp.MustCompile(`\s([a-zA-Z-:]+)="([^"]*)"`)
	inline    = regexp.MustCompile(`(?s)<(script|style)([^>]*)>(.*?)</(?:script|style)>`)
)

// holdPage fails where a page has anything that could run, load or break out,
// or data that cannot be read. It returns the blocks of data.
func holdPage(t *testing.T, name string, page []byte) map[string]json.RawMessage {
	t.Helper()
	text := string(page)
	blocks := map[string]json.RawMessage{}
	meta := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)[1])
	scripts := 0
	for _, m := range inline.FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[2], "application/") {
			id := regexp.MustCompile(`id="([a-z0-9-]+)"`).FindStringSubmatch(m[2])
			doc := []byte(m[3])
			if strings.Contains(m[2], "gzip") {
				doc = unpacked(t, doc)
			} else if i := strings.IndexAny(m[3], "<>&\u2028\u2029"); i >= 0 {
				t.Errorf("%s: data holds %q", name, m[3][i:min(i+40, len(m[3]))])
			}
			if id == nil || !json.Valid(doc) {
				t.Fatalf("%s: a block of data%s is no JSON: %.200s", name, m[2], doc)
			}
			blocks[id[1]] = doc
			continue
		}
		scripts++
		sum := sha256.Sum256([]byte(m[3]))
		if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(meta, m[1]+"-src "+hash) && !strings.Contains(meta, " "+hash) {
			t.Errorf("%s: the policy lacks the hash of a %s", name, m[1])
		}
	}
	if scripts != 3 {
		t.Errorf("%s: %d scripts and styles", name, scripts)
	}
	for _, bad := range []string{"unsafe", "http", "*", "blob"} {
		if strings.Contains(meta, bad) {
			t.Errorf("%s: the policy has %s: %s", name, bad, meta)
		}
	}
	for _, m := range tag.FindAllStringSubmatch(inline.ReplaceAllString(text, "<$1></$1>"), -1) {
		element := strings.TrimPrefix(m[1], "/")
		if !slices.Contains(elements, element) && element != "!doctype" {
			t.Errorf("%s: an element %q", name, m[0])
		}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			switch key, value := a[1], html.UnescapeString(a[2]); {
			case strings.HasPrefix(key, "on"), key == "style", key == "src", key == "srcset", key == "action", strings.Contains(key, ":"):
				t.Errorf("%s: an attribute %s", name, a[0])
			case key == "href" && !strings.HasPrefix(value, "#") && value != html.UnescapeString(icon):
				t.Errorf("%s: a link to %q", name, value)
			}
		}
	}
	return blocks
}

func unpacked(t *testing.T, doc []byte) []byte {
	t.Helper()
	packed, err := base64.StdEncoding.DecodeString(string(doc))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	doc, err = io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func recordings(t *testing.T) []string {
	t.Helper()
	return formattest.Recordings(t, "../../testdata/recordings/*.arrow", "../../testdata/causes/*.arrow", "../../analyze/testdata/*.events")
}

// Every recording becomes a page that holds only what it may, the same each
// time; also where all its texts are hostile, and where its numbers are anything.
func TestPageOfEveryRecording(t *testing.T) {
	for n, path := range recordings(t) {
		name, events := filepath.Base(path), formattest.Recorded(t, path)
		if len(events) > 8_000 { // those of many queries are like the others
			continue
		}
		page := pageFrom(t, name, events, Options{DAG: drawnAtTimes(n)})
		holdPage(t, name, page)
		if n%6 == 1 && !bytes.Equal(page, pageFrom(t, name, events, Options{})) {
			t.Errorf("%s: two pages of it differ", name)
		}
		if n%4 == 0 {
			evilPage := pageFrom(t, name+evil, hostile(events), Options{DAG: dag})
			holdPage(t, name+", hostile", evilPage)
			if bytes.Contains(evilPage, []byte("<img")) || bytes.Contains(evilPage, []byte("\u202e")) || bytes.ContainsRune(evilPage, 0x1b) || bytes.ContainsRune(evilPage, 0) {
				t.Errorf("%s: a hostile text came through as it is", name)
			}
		}
		if n%4 == 1 {
			random := rand.New(rand.NewPCG(1, uint64(n)))
			for _, e := range events {
				formattest.Disturb(e, random, 30, func(was int64) int64 {
					return []int64{0, -1, 1 << 62, -1 << 63, 1<<63 - 1, was + 1, was * 1000, -was}[random.IntN(8)]
				})
			}
			holdPage(t, name+", disturbed", pageFrom(t, name, events, Options{}))
		}
	}
}

// drawnAtTimes draws the plans of some recordings: finding places takes longest.
func drawnAtTimes(n int) func(*finding.Case) ([]byte, error) {
	if n%4 == 0 {
		return dag
	}
	return nil
}

// What no escape may change: the script and the style of the app stand in the
// page byte by byte, and must not end their own elements.
func TestAppCanStandInAPage(t *testing.T) {
	for name, text := range map[string]string{"app.js": appScript, "app.css": appStyle} {
		if text == "" {
			t.Errorf("%s is empty", name)
		}
		for _, bad := range []string{"</script", "</style", "<!--", "\r", "\x00"} {
			if strings.Contains(strings.ToLower(text), bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
	// A sink of markup in the app would make text into elements. The policy refuses
	// it too, where the browser knows trusted types.
	for _, sink := range []string{"outerHTML", "insertAdjacentHTML", "document.write", "new Function", "eval(", "DOMParser", "createContextualFragment", "srcdoc", "setHTMLUnsafe"} {
		if strings.Contains(appScript, sink) {
			t.Errorf("app.js holds %s", sink)
		}
	}
}

// A page of the data that a page of events of nothing has.
func TestPageOfNothing(t *testing.T) {
	page := pageFrom(t, "empty.arrow", []*format.Event{}, Options{})
	blocks := holdPage(t, "empty", page)
	if len(blocks) != 1 || !bytes.Contains(page, []byte("Nothing of the recording is intact")) {
		t.Errorf("%d blocks: %s", len(blocks), page[len(page)-600:])
	}
}
