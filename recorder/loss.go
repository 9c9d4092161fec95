package recorder

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// A Loss says that the recorder itself lost something that had reached it.
type Loss struct {
	What  string // "requests", "events", "connections", "samples" or "lines of" a stream
	Why   string
	Count int64
}

// Reasons of losses.
const (
	lossQueueFull     = "the recorder's queue was full"
	lossTooLarge      = "the request was larger than the recorder takes"
	lossEventTooLarge = "an event was larger than the format takes"
	lossBroken        = "the request broke off or came too slowly"
	lossCrowded       = "too many connections were open"
	lossRate          = "one address sent too many requests a second"
	lossInternal      = "an internal error of the recorder"
	lossWrite         = "the recording could not be written"
	lossFull          = "the disk was full"
	lossStuck         = "looking at the job's processes did not come to an end"
	lossUnlisted      = "the system did not list its processes"
	lossPrinted       = "the job printed more in a second than is kept"
	lossPrintedTotal  = "the job printed more in all than is kept"
)

// losses counts losses. It is safe for concurrent use.
type losses struct {
	mu      sync.Mutex
	total   map[Loss]int64 // by Loss without count
	written map[Loss]int64
}

func (l *losses) add(what, why string, n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total == nil {
		l.total, l.written = map[Loss]int64{}, map[Loss]int64{}
	}
	l.total[Loss{What: what, Why: why}] += n
}

// all returns every loss so far, in a fixed order.
func (l *losses) all() []Loss {
	l.mu.Lock()
	defer l.mu.Unlock()
	return sortedLosses(l.total)
}

// news returns what was lost since the last call.
func (l *losses) news() []Loss {
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := map[Loss]int64{}
	for k, n := range l.total {
		if n > l.written[k] {
			fresh[k] = n - l.written[k]
		}
	}
	maps.Copy(l.written, l.total)
	return sortedLosses(fresh)
}

func sortedLosses(counts map[Loss]int64) []Loss {
	var list []Loss
	for k, n := range counts {
		k.Count = n
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
	return list
}
