package gate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// family draws the metrics of whole runs: wall, CPU and memory of the job, and the wall
// of so many queries. Those of one run are disturbed together, as they were.
type family struct {
	columns []string
	own     []bool // of another run than the job's: there were but three queries
}

func familyOf(queries int) family {
	f := family{columns: []string{"job_wall_ns", "job_cpu_ns", "job_memory_bytes"}, own: []bool{false, false, false}}
	for q := range queries {
		f.columns = append(f.columns, []string{"priority_wall_ns", "part_wall_ns", "tone_wall_ns"}[q%3])
		f.own = append(f.own, q >= 3)
	}
	return f
}

func (f family) draw(r *rand.Rand, s *noise, runs int, scale float64, from func() int, factor func(column int) float64) [][]int64 {
	out := make([][]int64, len(f.columns))
	for range runs {
		row := from()
		for i, column := range f.columns {
			at, scale := row, scale
			if f.own[i] {
				at = r.IntN(len(s.logs[column]))
			}
			if metricOf(column) == "memory" {
				scale = 1
			}
			v := s.logs[column][at] + smoothing*stat.StdDev(s.logs[column])*r.NormFloat64()
			out[i] = append(out[i], int64(scale*factor(i)*math.Exp(v)))
		}
	}
	return out
}

// judge is the verdicts of a family.
func (f family) judge(base, new [][]int64) []gate.Verdict {
	list := make([]*gate.Times, len(f.columns))
	for i, column := range f.columns {
		list[i] = gate.JudgeTimes(base[i], new[i], gate.DefaultTimes(metricOf(column)))
	}
	return gate.Verdicts(list, gate.DefaultAlpha)
}

func same(int) float64 { return 1 }

func familyTable(sets map[string]*noise) string {
	var rows [][]string
	for _, queries := range []int{3, 10, 40} {
		f := familyOf(queries)
		for _, size := range [][2]int{{3, 3}, {5, 5}, {6, 6}, {8, 8}, {10, 10}, {20, 3}, {20, 5}} {
			row := []string{fmt.Sprint(queries), sizeName(size)}
			for _, set := range []string{"native-base", "noisy-base"} {
				s := sets[set]
				random := rand.New(rand.NewPCG(uint64(queries), uint64(size[0])))
				any := func() int { return random.IntN(len(s.seconds)) }
				for _, factor := range []float64{1, 1.2, 1.5, 2} {
					trials := 600
					if factor == 1 {
						trials = 2000
					}
					if queries == 40 && factor > 1 {
						trials /= 4
					}
					found := 0
					last := 5 // query 3, a wall
					for range trials {
						base := f.draw(random, s, size[0], stressed, any, same)
						new := f.draw(random, s, size[1], stressed, any, func(i int) float64 {
							if i == last {
								return factor
							}
							return 1
						})
						v := f.judge(base, new)
						if factor == 1 && slices.Contains(v, gate.Regression) || factor > 1 && v[last] == gate.Regression {
							found++
						}
					}
					if factor == 1 {
						row = append(row, percent(found, trials))
					} else {
						row = append(row, fmt.Sprintf("%.0f %%", share(found, trials)))
					}
				}
			}
			rows = append(rows, row)
		}
	}
	return markdown([]string{"queries", "base and new", "quiet: any false alarm", "one query +20 %", "+50 %", "x2", "neighbour: any false alarm", "one query +20 %", "+50 %", "x2"}, rows)
}

// subset takes runs of a set without drawing one twice, as they were.
func (f family) subset(r *rand.Rand, s *noise, runs, skip int) (taken, rest [][]int64) {
	order := r.Perm(len(s.seconds))
	taken, rest = make([][]int64, len(f.columns)), make([][]int64, len(f.columns))
	for i, column := range f.columns {
		for k, at := range order {
			v := int64(math.Round(math.Exp(s.logs[column][at])))
			switch {
			case k < runs:
				taken[i] = append(taken[i], v)
			case k < runs+skip:
				rest[i] = append(rest[i], v)
			}
		}
	}
	return taken, rest
}

func realTable(sets map[string]*noise) string {
	f := familyOf(3)
	var rows [][]string
	for _, pair := range [][2]string{{"native-base", "native-base"}, {"noisy-base", "noisy-base"}, {"ray-base", "ray-base"}, {"native-base", "native-sleep"}, {"noisy-base", "noisy-sleep"},
		{"native-base", "native-no-filter"}, {"native-base", "native-many-files"}, {"native-base", "native-more-rows"}, {"native-base", "native-by-row"}, {"ray-base", "ray-sleep"}, {"ray-base", "ray-repartition"}, {"ray-base", "ray-no-filter"}, {"ray-base", "ray-many-files"}} {
		b, n := sets[pair[0]], sets[pair[1]]
		row := []string{pair[0] + ", " + pair[1]}
		what := ""
		for _, column := range f.columns {
			if pair[0] != pair[1] {
				if d := math.Exp(stat.Median(n.logs[column])-stat.Median(b.logs[column])) - 1; d >= 0.1 {
					what += fmt.Sprintf("%s %+.0f %%, ", called(column), 100*d)
				}
			}
		}
		row = append(row, strings.TrimSuffix(what, ", "))
		for _, size := range []int{1, 3, 5, 6, 8, 10} {
			random := rand.New(rand.NewPCG(9, uint64(size)))
			red := 0
			const trials = 400
			possible := true
			for range trials {
				var base, new [][]int64
				if pair[0] == pair[1] {
					if possible = 2*size <= len(b.seconds); !possible {
						break
					}
					base, new = f.subset(random, b, size, size)
				} else {
					if possible = size <= min(len(b.seconds), len(n.seconds)); !possible {
						break
					}
					base, _ = f.subset(random, b, size, 0)
					new, _ = f.subset(random, n, size, 0)
				}
				if slices.Contains(f.judge(base, new), gate.Regression) {
					red++
				}
			}
			if !possible {
				row = append(row, "")
				continue
			}
			row = append(row, percent(red, trials))
		}
		rows = append(rows, row)
	}
	return markdown([]string{"base and new", "what really changed", "1 a side", "3", "5", "6", "8", "10"}, rows)
}
