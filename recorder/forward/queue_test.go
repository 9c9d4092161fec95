package forward

import (
	"bytes"
	"slices"
	"testing"
)

func TestQueueBounds(t *testing.T) {
	large := &Request{Body: bytes.Repeat([]byte("x"), 1000)}
	small := &Request{Body: []byte("y")}
	q := newQueue(3, 1500)
	for i, c := range []struct {
		r  *Request
		ok bool
	}{{large, true}, {large, false}, {small, false}} {
		if q.put(c.r) != c.ok {
			t.Errorf("put %d: %v", i, !c.ok)
		}
	}
	if q.take() != large || q.bytes != 0 {
		t.Errorf("%d bytes", q.bytes)
	}
	var put []bool
	for range 4 {
		put = append(put, q.put(small))
	}
	if !slices.Equal(put, []bool{true, true, true, false}) {
		t.Error(put)
	}
	q.close()
	if q.put(small) {
		t.Error("a closed queue takes")
	}
	for range 3 {
		if q.take() != small {
			t.Error("lost")
		}
	}
	if q.take() != nil || q.bytes != 0 {
		t.Error("not empty")
	}
	one := newQueue(3, 10)
	if !one.put(large) || one.put(small) {
		t.Error("one request is taken whatever its size, and no second one")
	}
}

// TestQueueIsOneOrder puts and takes at the same time.
func TestQueueIsOneOrder(t *testing.T) {
	q := newQueue(1<<20, 1<<30)
	go func() {
		for i := range 10_000 {
			q.put(&Request{Path: string(rune(i))})
		}
		q.close()
	}()
	n := 0
	for r := q.take(); r != nil; r = q.take() {
		if r.Path != string(rune(n)) {
			t.Fatalf("%q is number %d", r.Path, n)
		}
		n++
	}
	if n != 10_000 {
		t.Error(n)
	}
}
