package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
	"time"
)

// nameMost is how many bytes of an id a file name holds.
const nameMost = 80

// stem returns the beginning of the name of a subject's file.
func stem(s subject, at time.Time) string {
	switch {
	case s.job:
		return stamp(at) + "-job-" + safe(s.id)
	case s.id != "":
		return stamp(at) + "-query-" + safe(s.id)
	}
	return stamp(at) + "-collector"
}

// safe returns a part of a file name that stands for an id: letters, digits, _
// and -. What had to be changed is told apart by a digest.
func safe(id string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, id[:min(len(id), nameMost)])
	if name == id && name != "" {
		return name
	}
	sum := sha256.Sum256([]byte(id))
	return name + "-" + hex.EncodeToString(sum[:4])
}

// ownName is what the names of a collection's files look like.
var ownName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\d{8}T\d{6}Z-(collector|(query|job)-[A-Za-z0-9_-]{1,120})(\.\d{1,9})?\.arrow(\.partial)?$`)
})

func stamp(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
