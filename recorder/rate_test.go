package recorder

import (
	"fmt"
	"testing"
	"time"
)

func TestRateLimit(t *testing.T) {
	now := time.Unix(0, 0)
	r := newRateLimit(10, func() time.Time { return now })
	count := func(remote string) (n int) {
		for r.allow(remote) {
			if n++; n > 1000 {
				t.Fatal("no limit")
			}
		}
		return n
	}
	for _, c := range []struct {
		wait time.Duration
		from string
		want int
	}{
		{0, "10.0.0.1:1000", 20},
		{0, "10.0.0.1:2000", 0}, // another connection of the same address
		{0, "10.0.0.2:1000", 20},
		{500 * time.Millisecond, "10.0.0.1:1000", 5},
		{time.Second, "10.0.0.1:1000", 10},
		{time.Hour, "10.0.0.1:1000", 20},
		{0, "[fe80::1]:1", 20},
		{0, "no address", 20},
	} {
		now = now.Add(c.wait)
		if got := count(c.from); got != c.want {
			t.Errorf("after %s from %s: %d, want %d", c.wait, c.from, got, c.want)
		}
	}
	if r := newRateLimit(0, time.Now); !r.allow("x") {
		t.Error("there is a limit where none was asked for")
	}
}

// The addresses that are told apart are bounded; those that rest are forgotten.
func TestRateLimitAddresses(t *testing.T) {
	now := time.Unix(0, 0)
	r := newRateLimit(1, func() time.Time { return now })
	for i := range addressesMost + 10 {
		r.allow(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
	}
	if n := len(r.buckets); n != addressesMost+1 {
		t.Errorf("%d buckets", n)
	}
	if r.allow("11.0.0.1:1") {
		t.Error("a new address is not held to the limit that new ones share")
	}
	now = now.Add(time.Minute)
	if !r.allow("11.0.0.1:1") || len(r.buckets) != 1 {
		t.Errorf("%d buckets after a pause", len(r.buckets))
	}
}
