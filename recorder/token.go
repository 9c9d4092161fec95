package recorder

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"regexp"
	"sync"
)

// newToken returns an unguessable part of a path.
func newToken() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

var tokenPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{16,128}$`) })

// checkToken returns an error, which does not repeat the token, unless it can
// be part of a path and is long enough not to be guessed.
func checkToken(token string) error {
	if token != "" && !tokenPattern().MatchString(token) {
		return errors.New("the token must have 16 to 128 letters, digits, _ or -")
	}
	return nil
}
