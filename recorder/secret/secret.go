// Package secret masks what looks like a secret in command lines and URLs,
// before it is written to a recording. It goes by names and by the well-known
// shapes of keys, so it cannot find every secret; where it is unsure, it masks.
package secret

import (
	"regexp"
	"strings"
	"sync"
)

// Mask is what stands in place of a secret.
const Mask = "***"

// MaskArguments returns a command line's arguments with their secrets masked.
// The argument behind an option of a secret's name, "--password x", is masked
// whole. The list that it is given is left alone.
func MaskArguments(arguments []string) []string {
	masked := make([]string, len(arguments))
	for i, a := range arguments {
		if i > 0 && isOption(arguments[i-1]) && named(arguments[i-1]) && !strings.HasPrefix(a, "-") {
			masked[i] = Mask
		} else {
			masked[i] = MaskLine(a)
		}
	}
	return masked
}

// MaskLine returns a command line, or any text that may hold one, with its
// secrets masked.
func MaskLine(line string) string {
	line = maskUser(line)
	line = maskValues(line, assignment())
	line = maskValues(line, option())
	return shape().ReplaceAllString(line, Mask)
}

// MaskURL returns a path or URL with its credentials masked: a password, and
// the parameters of secret names. What stands before a '?' is otherwise left
// alone, because "key=17" names a partition there.
func MaskURL(url string) string {
	before, parameters, found := strings.Cut(url, "?")
	before = maskUser(before)
	if !found {
		return before
	}
	return before + "?" + maskValues(parameters, assignment())
}

var (
	// assignment is name=value or name: value, either of them quoted, or an
	// authorization of two words.
	assignment = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`([A-Za-z][\w.\-]*)(?:["']?\s*[=:]\s*)((?i:bearer|basic|token)\s+[^\s"']+|"[^"]*"|'[^']*'|[^\s,;&"'})\]]+)`)
	})
	// option is --name value within a line.
	option = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|\s)(--?[A-Za-z][\w.\-]*)\s+("[^"]*"|'[^']*'|[^\s\-]\S*)`)
	})
	// user is what stands before a URL's host.
	user = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*)://([^/?#\s"']*)@`) })
	// shape is what keys of well-known services look like.
	shape = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[a-z]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[a-z]-[\w\-]{10,}|\bsk-[\w\-]{20,}|\bhf_\w{20,}|\beyJ[\w\-]{10,}\.[\w\-]{10,}\.[\w\-]*`)
	})
)

// maskValues masks the second group of each match whose first is the name of a
// secret.
func maskValues(s string, pattern *regexp.Regexp) string {
	var b strings.Builder
	from := 0
	for at := 0; at < len(s); {
		m := pattern.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		name, start, end := s[at+m[2]:at+m[3]], at+m[4], at+m[5]
		if !named(name) {
			at = start // the value may be a name itself
			continue
		}
		b.WriteString(s[from:start])
		b.WriteString(Mask)
		from, at = end, end
	}
	return b.String() + s[from:]
}

// maskUser masks the password before a URL's host. A name without a password
// stays, as in abfss://container@account, except on the web, where it can only
// be a token.
func maskUser(s string) string {
	return user().ReplaceAllStringFunc(s, func(match string) string {
		scheme, who, _ := strings.Cut(strings.TrimSuffix(match, "@"), "://")
		name, _, password := strings.Cut(who, ":")
		switch {
		case password && name != "":
			return scheme + "://" + name + ":" + Mask + "@"
		case password || strings.HasPrefix(strings.ToLower(scheme), "http"):
			return scheme + "://" + Mask + "@"
		}
		return match
	})
}

func isOption(s string) bool { return strings.HasPrefix(s, "-") && !strings.ContainsAny(s, "= ") }

// named reports whether a name says that its value is secret. It looks at whole
// words, so that --max-tokens and --tokenizer stay readable.
func named(name string) bool {
	words := words(name)
	for i, w := range words {
		if secretWords[w] {
			return true
		}
		if w == "key" && (len(words) == 1 || i > 0 && keyWords[words[i-1]]) {
			return true
		}
	}
	return false
}

// words parts a name at punctuation and at capitals, and lowers it.
func words(name string) []string {
	name = capitals().ReplaceAllString(name, "$1 $2")
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("-_. ", r) })
}

// capitals matches where a word begins in accessKeyId or AWSAccessKeyId.
var capitals = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([a-z0-9]|[A-Z]+)([A-Z][a-z])`) })

var secretWords = set("password passwd passphrase pass pwd pw secret secrets token credential credentials auth authorization apikey accesskey secretkey sig signature")

// keyWords are those that make a key one that opens something. A sort key or a
// partition key is none.
var keyWords = set("api access secret private account storage encryption signing master auth service shared ssh aws azure gcp openai")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
