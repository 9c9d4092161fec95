package process

import (
	"fmt"
	"os/exec"
	"testing"
	"time"
)

// BenchmarkSample looks at that many processes. See docs/decisions/0007 for
// what it showed.
func BenchmarkSample(b *testing.B) {
	for _, n := range []int{1, 10, 60} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			const mark = "DAFT_ANALYZE_TEST=bench"
			t, err := NewTree(mark)
			if err != nil {
				b.Fatal(err)
			}
			defer t.Close()
			for range n {
				c := exec.Command("sleep", "600")
				c.Env = append(c.Environ(), mark)
				if err := c.Start(); err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
			}
			var cost time.Duration
			for b.Loop() {
				cost += OwnCPU(func() {
					if s, err := t.Sample(); err != nil || len(s) != n {
						b.Fatalf("%d samples, %v", len(s), err)
					}
				})
			}
			b.ReportMetric(float64(cost.Nanoseconds())/float64(b.N), "cpu-ns/look")
		})
	}
}
