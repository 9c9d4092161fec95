package recorder

import (
	"strings"
	"sync"
)

// openPath is where sitecustomize.py asks, when a job's process exits, whether
// all queries have ended: Daft sends from a queue in the background, and what is
// still in it is lost with the process. 204 says that no query is open.
const openPath = "/api/open"

// openMost is how many open queries are kept track of.
const openMost = 10_000

// openQueries knows which queries have begun and not ended.
type openQueries struct {
	mu  sync.Mutex
	ids map[string]bool
}

// see takes note of a request that was queued.
func (o *openQueries) see(path string) {
	rest, ok := strings.CutPrefix(path, "/engine/query/")
	if !ok {
		return
	}
	id, what, _ := strings.Cut(rest, "/")
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case what == "end":
		delete(o.ids, id)
	case what == "start" && len(o.ids) < openMost:
		if o.ids == nil {
			o.ids = make(map[string]bool)
		}
		o.ids[id] = true
	}
}

func (o *openQueries) any() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.ids) > 0
}
