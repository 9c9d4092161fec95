// Package burst sends what real Daft runs sent, many times over, to a server
// that takes Daft's dashboard protocol. It is for benchmarks and tests under
// load.
package burst

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Request is one recorded HTTP request.
type Request struct {
	Method, Path string
	ContentType  string
	Body         []byte
}

// A Capture is the requests of one run, in the order in which they came. The ids
// of its queries end in six hexadecimal digits.
type Capture struct {
	requests []Request
	ids      []string
}

// Len returns the number of requests.
func (c *Capture) Len() int { return len(c.requests) }

const lineMost = 64 << 20

var queryID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[a-z]+-[a-z]+-[0-9a-f]{6}`) })

// Read reads a capture from a file, one JSON object a line: method, path, and
// body, which is null where there was none. The body may be protobuf, in base64.
func Read(path string) (*Capture, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c, err := parse(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func parse(r io.Reader) (*Capture, error) {
	c := &Capture{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineMost)
	for lines.Scan() {
		var line struct {
			Method, Path string
			Body         json.RawMessage
			Base64       []byte
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(c.requests)+1, err)
		}
		if string(line.Body) == "null" {
			line.Body = nil
		}
		r := Request{Method: line.Method, Path: line.Path, ContentType: "application/json", Body: line.Body}
		if line.Base64 != nil {
			r.ContentType, r.Body = protobuf, line.Base64
			for _, id := range queryID().FindAll(r.Body, -1) {
				if !slices.Contains(c.ids, string(id)) {
					c.ids = append(c.ids, string(id))
				}
			}
		}
		c.requests = append(c.requests, r)
		if rest, ok := strings.CutPrefix(line.Path, "/engine/query/"); ok && strings.HasSuffix(rest, "/start") && strings.Count(rest, "/") == 1 {
			c.ids = append(c.ids, strings.TrimSuffix(rest, "/start"))
		}
	}
	return c, lines.Err()
}

// Copies returns a function that gives the requests of the capture again and
// again, n in all, as of one run after the other: each round has query ids of its
// own and is one minute later than the round before. With label, the ids of its
// queries are told from those of others.
func (c *Capture) Copies(n int, label string) func() (Request, bool) {
	sent, at, round := 0, 0, 0
	replace := c.replacer(round, label)
	return func() (Request, bool) {
		if sent == n || len(c.requests) == 0 {
			return Request{}, false
		}
		if at == len(c.requests) {
			at = 0
			round++
			replace = c.replacer(round, label)
		}
		r := c.requests[at]
		at++
		sent++
		r.Path = replace.Replace(r.Path)
		if r.ContentType == protobuf {
			r.Body = rename(r.Body, c.ids, round*renamed+int(crc32.ChecksumIEEE([]byte(label)))%renamed)
		} else if r.Body != nil {
			r.Body = later(r.Body, int64(round)*60)
		}
		return r, true
	}
}

// Spread returns n requests of Copies for so many connections, for Send: each
// connection has runs of its own.
func (c *Capture) Spread(n, connections int, label string) func(connection int) func() (Request, bool) {
	return func(i int) func() (Request, bool) {
		return c.Copies(n*(i+1)/connections-n*i/connections, fmt.Sprintf("%s%d-", label, i))
	}
}

func (c *Capture) replacer(round int, label string) *strings.Replacer {
	var pairs []string
	for _, id := range c.ids {
		pairs = append(pairs, id, fmt.Sprintf("%s%s-%06x", label, id[:max(0, len(id)-7)], round))
	}
	return strings.NewReplacer(pairs...)
}

const protobuf = "application/x-protobuf"

// renamed is how many labels are told apart in protobuf, where an id cannot get
// longer.
const renamed = 1 << 10

// rename gives the ids in a body other digits.
func rename(body []byte, ids []string, number int) []byte {
	for _, id := range ids {
		fresh := fmt.Sprintf("%s%06x", id[:len(id)-6], number&0xffffff)
		body = bytes.ReplaceAll(body, []byte(id), []byte(fresh))
	}
	return body
}

// secKey is how the names of Daft's moments end: epoch seconds.
var secKey = []byte(`_sec":1`)

// later returns a body with its moments moved by so many seconds.
func later(body []byte, seconds int64) []byte {
	if seconds == 0 || !bytes.Contains(body, secKey) {
		return body
	}
	moved := bytes.Clone(body)
	for at := 0; ; {
		i := bytes.Index(moved[at:], secKey)
		if i < 0 {
			return moved
		}
		at += i + len(secKey) - 1
		if at+10 > len(moved) {
			return moved
		}
		if v, err := strconv.ParseInt(string(moved[at:at+10]), 10, 64); err == nil {
			copy(moved[at:at+10], strconv.FormatInt(v+seconds, 10))
		}
	}
}
