package recorder

import "sync/atomic"

// A budget bounds the bytes of requests that are held in memory, from the
// first byte read until the events are written. It is safe for concurrent use.
type budget struct {
	limit int64
	used  atomic.Int64
}

// reserve takes n bytes from the budget and reports whether it has them.
func (b *budget) reserve(n int64) bool {
	if b.used.Add(n) > b.limit {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) release(n int64) { b.used.Add(-n) }
