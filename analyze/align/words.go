package align

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// mostText bounds how much of one string of a recording is looked at.
const mostText = 16 << 10

// What in the texts of a plan differs from one run of a job to the next.
var (
	// Daft names a Python function `module.name-N-M`, N drawn at random by each
	// process, M counting its uses.
	functionNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([\pL_>\])])-[0-9]+(-[0-9]+)?\(`) })
	address        = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`0x[0-9a-fA-F]{4,}`) })
	uuid           = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	})
	longHex  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[0-9a-fA-F]{24,}\b`) })
	filePath = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:[a-z][a-z0-9+.-]*://|/)[^\s"'(),;\[\]{}|&]*/[^\s"'(),;\[\]{}|&]*`)
	})
	digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })
)

// stable is a text of a plan without what changes from one run of a job to the
// next: numbers of functions, addresses, random ids, the folders of files.
func stable(text, queryID string) string {
	if len(text) > mostText {
		cut := mostText
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	if len(queryID) >= 8 && strings.Contains(text, queryID) {
		text = strings.ReplaceAll(text, queryID, "*")
	}
	if strings.Contains(text, "-") {
		if strings.Contains(text, "(") {
			text = functionNumber().ReplaceAllString(text, "$1(")
		}
		text = uuid().ReplaceAllString(text, "*")
	}
	if strings.Contains(text, "0x") {
		text = address().ReplaceAllString(text, "0x*")
	}
	if len(text) >= 24 {
		text = longHex().ReplaceAllString(text, "*")
	}
	if strings.Contains(text, "/") {
		text = filePath().ReplaceAllStringFunc(text, pathShape)
	}
	return text
}

// pathShape is what a file is told by in any run: the last folder and the file's
// name, numbers in it left out: `/data/17/lineitem/part-0007.parquet` is
// `lineitem/part-*.parquet`. A temporary folder is left out as well.
func pathShape(path string) string {
	path = path[:min(len(path), mostText)]
	if i := strings.IndexAny(path, "?#"); i > 0 {
		path = path[:i]
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	file := unnumbered(parts[len(parts)-1])
	if len(parts) < 2 {
		return file
	}
	folder := parts[len(parts)-2]
	if folder == "" || strings.HasSuffix(folder, ":") || strings.HasPrefix(folder, "tmp") || strings.ContainsRune(folder, '=') {
		return file
	}
	return unnumbered(folder) + "/" + file
}

func unnumbered(name string) string {
	name = uuid().ReplaceAllString(name, "*")
	name = longHex().ReplaceAllString(name, "*")
	return digits().ReplaceAllString(name, "*")
}
