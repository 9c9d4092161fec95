package skew

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkStages judges one stage of 100,000 tasks on 200 workers, of which a
// few have much more data.
func BenchmarkStages(b *testing.B) {
	const tasks = 100_000
	random := rand.New(rand.NewPCG(1, 1))
	m := newQuery()
	walls, rows := varied(random, tasks, 1, 0.3), evenRows(random, tasks)
	for i := 0; i < tasks; i += tasks / 10 {
		walls[i], rows[i] = 20, 2_000_000
	}
	for i, w := range walls {
		m.add(spec{worker: i%200 + 1, first: float64(i / 200), wall: w, rows: rows[i], counted: true})
	}
	model := m.model()
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if s := Stages(model); s[0].Verdict != Skewed || len(s[0].Outliers) != 10 {
			b.Fatal(s[0].Verdict, len(s[0].Outliers))
		}
	}
}
