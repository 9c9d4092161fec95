package process

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	const ms, µs = time.Millisecond, time.Microsecond
	for _, c := range []struct {
		name      string
		age, cost time.Duration
		rss       [2]int64
		want      time.Duration
	}{
		{"fine at first", 0, 50 * µs, [2]int64{100, 100}, 100 * ms},
		{"still fine", 5 * time.Second, 50 * µs, [2]int64{100, 100}, 100 * ms},
		{"coarser", 20 * time.Second, 50 * µs, [2]int64{100, 100}, 400 * ms},
		{"coarsest", time.Hour, 50 * µs, [2]int64{100, 100}, time.Second},
		{"memory grows", time.Hour, 50 * µs, [2]int64{100, 120}, 100 * ms},
		{"memory shrinks", time.Hour, 50 * µs, [2]int64{120, 100}, time.Second},
		{"dear", 0, 2 * ms, [2]int64{100, 100}, 500 * ms},
		{"dear, and memory grows", time.Hour, 8 * ms, [2]int64{100, 200}, 2 * time.Second},
		{"very dear", 0, time.Second, [2]int64{100, 100}, 10 * time.Second},
	} {
		var p Pace
		p.Next(c.age, c.cost, c.rss[0])
		if got := p.Next(c.age, c.cost, c.rss[1]); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever looking costs, its share of a core is bounded.
func TestPaceBoundsTheShare(t *testing.T) {
	for _, cost := range []time.Duration{time.Microsecond, 300 * time.Microsecond, 5 * time.Millisecond, 30 * time.Millisecond} {
		var p Pace
		var age, spent time.Duration
		for age < 10*time.Minute {
			spent += cost
			age += cost + p.Next(age, cost, 1)
		}
		if float64(spent)/float64(age) > 0.005 {
			t.Errorf("looks of %v take %.2f %% of a core", cost, 100*float64(spent)/float64(age))
		}
	}
}
