package html

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// policy returns the Content-Security-Policy of a page with these inline scripts
// and styles: nothing else runs, and nothing is fetched, sent or framed. Texts
// cannot become markup by way of the DOM either, where the browser knows trusted
// types. What a <meta> cannot say, as who may frame the page (frame-ancestors)
// and a sandbox, is left to whoever serves the file.
func policy(scripts, styles []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + sources(scripts),
		"style-src " + sources(styles),
		"img-src data:", // the icon
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; ")
}

// sources lists inline texts by their hashes.
func sources(texts []string) string {
	var list []string
	for _, text := range texts {
		sum := sha256.Sum256([]byte(text))
		list = append(list, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return strings.Join(list, " ")
}
