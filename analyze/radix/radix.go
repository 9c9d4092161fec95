// Package radix sorts by 64-bit numbers in time linear in how many there are:
// stages have 100,000 tasks, which are put in order by one time or another
// again and again.
package radix

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"
)

const (
	digit  = 11 // bits looked at in one pass: the counts of a pass stay in the cache
	values = 1 << digit
	few    = 256 // below it slices.Sort is as fast
)

// Ints sorts as slices.Sort does.
func Ints(list []int64) {
	if len(list) < few || slices.IsSorted(list) {
		slices.Sort(list)
		return
	}
	own, free := keyRoom.take(2 * len(list))
	defer free()
	keys, room := own[:len(list)], own[len(list):]
	for i, v := range list {
		keys[i] = ofInt(v)
	}
	for i, k := range sorted(keys, room) {
		list[i] = int64(k ^ sign)
	}
}

// Floats sorts as slices.Sort does, NaN first. Of 0 and -0 either may come first.
func Floats(list []float64) {
	if len(list) < few || slices.IsSorted(list) {
		slices.Sort(list)
		return
	}
	own, free := keyRoom.take(2 * len(list))
	defer free()
	keys, room := own[:len(list)], own[len(list):]
	for i, v := range list {
		if v != v {
			slices.Sort(list)
			return
		}
		keys[i] = ofFloat(v)
	}
	for i, k := range sorted(keys, room) {
		if k&sign != 0 {
			list[i] = math.Float64frombits(k ^ sign)
		} else {
			list[i] = math.Float64frombits(^k)
		}
	}
}

// By sorts by a key; equal ones keep their order.
func By[T any](list []T, key func(T) int64) {
	if len(list) < few || len(list) > math.MaxInt32 {
		slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
		return
	}
	if ordered(list, key) {
		return
	}
	own, free := pairRoom.take(2 * len(list))
	defer free()
	pairs, room := own[:len(list)], own[len(list):]
	for i, v := range list {
		pairs[i] = pair{ofInt(key(v)), int32(i)}
	}
	place(list, sortedPairs(pairs, room))
}

// place puts what stood at the index of each pair where the pair is, one ring of
// places after the other, and uses the pairs up.
func place[T any](list []T, pairs []pair) {
	for i := range pairs {
		if pairs[i].index < 0 {
			continue
		}
		first := list[i]
		for to := i; ; {
			from := int(pairs[to].index)
			pairs[to].index = -1
			if from == i {
				list[to] = first
				break
			}
			list[to] = list[from]
			to = from
		}
	}
}

// rooms keeps what was needed to sort for the next time.
type rooms[T any] struct{ pool sync.Pool }

var (
	keyRoom  rooms[uint64]
	pairRoom rooms[pair]
)

// take returns room for n, with whatever is in it, and what gives it back.
func (r *rooms[T]) take(n int) ([]T, func()) {
	room, _ := r.pool.Get().(*[]T)
	if room == nil || cap(*room) < n {
		own := make([]T, n)
		room = &own
	}
	return (*room)[:n], func() { r.pool.Put(room) }
}

// ByThen sorts by a key, and equal ones by what compares them.
func ByThen[T any](list []T, key func(T) int64, then func(a, b T) int) {
	By(list, key)
	for i := 0; i+1 < len(list); {
		k, end := key(list[i]), i+1
		for end < len(list) && key(list[end]) == k {
			end++
		}
		slices.SortStableFunc(list[i:end], then)
		i = end
	}
}

func ordered[T any](list []T, key func(T) int64) bool {
	was := key(list[0])
	for _, v := range list[1:] {
		k := key(v)
		if k < was {
			return false
		}
		was = k
	}
	return true
}

const sign = 1 << 63

func ofInt(v int64) uint64 { return uint64(v) ^ sign }

func ofFloat(v float64) uint64 {
	b := math.Float64bits(v)
	if b&sign != 0 {
		return ^b
	}
	return b | sign
}

// pair is a key with where what has it stood.
type pair struct {
	key   uint64
	index int32
}

// sorted returns keys in order, in their own place or the other.
func sorted(keys, to []uint64) []uint64 {
	least, most := slices.Min(keys), slices.Max(keys)
	for shift := 0; shift < bits.Len64(most-least); shift += digit {
		var at [values]int32
		for _, k := range keys {
			at[(k-least)>>shift&(values-1)]++
		}
		if !places(&at, len(keys)) {
			continue
		}
		for _, k := range keys {
			d := (k - least) >> shift & (values - 1)
			to[at[d]] = k
			at[d]++
		}
		keys, to = to, keys
	}
	return keys
}

// sortedPairs is sorted with what stands beside the keys.
func sortedPairs(pairs, to []pair) []pair {
	least, most := pairs[0].key, pairs[0].key
	for _, p := range pairs {
		least, most = min(least, p.key), max(most, p.key)
	}
	for shift := 0; shift < bits.Len64(most-least); shift += digit {
		var at [values]int32
		for i := range pairs {
			at[(pairs[i].key-least)>>shift&(values-1)]++
		}
		if !places(&at, len(pairs)) {
			continue
		}
		for _, p := range pairs {
			d := (p.key - least) >> shift & (values - 1)
			to[at[d]] = p
			at[d]++
		}
		pairs, to = to, pairs
	}
	return pairs
}

// places turns how many have a digit into where the first of them goes. It
// reports false where all have the same.
func places(at *[values]int32, n int) bool {
	next := int32(0)
	for d, count := range at {
		if int(count) == n {
			return false
		}
		at[d] = next
		next += count
	}
	return true
}
