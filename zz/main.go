package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/report"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var sums = map[string]time.Duration{}
var walls = map[string]time.Duration{}
var allocs = map[string]uint64{}
var order []string

func part(name string, f func()) {
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	c, w := cpu(), time.Now()
	f()
	if _, ok := sums[name]; !ok {
		sums[name] = 0
		order = append(order, name)
	}
	once[name] += cpu() - c
	wonce[name] += time.Since(w)
	runtime.ReadMemStats(&b)
	allocs[name] += b.TotalAlloc - a.TotalAlloc
}

var once = map[string]time.Duration{}
var wonce = map[string]time.Duration{}

// round keeps the least of a round.
func round() {
	for k, v := range once {
		if was, ok := least[k]; !ok || v < was {
			least[k] = v
		}
		if was, ok := wleast[k]; !ok || wonce[k] < was {
			wleast[k] = wonce[k]
		}
	}
	clear(once)
	clear(wonce)
}

var least = map[string]time.Duration{}
var wleast = map[string]time.Duration{}

func main() {
	prof := flag.String("prof", "", "")
	phase := flag.String("phase", "study", "")
	show := flag.Bool("show", true, "")
	n := flag.Int("n", 1, "")
	flag.Parse()
	var run *analyze.Run
	start := func() {
		if *prof != "" {
			f, _ := os.Create(*prof)
			pprof.StartCPUProfile(f)
		}
	}
	if *phase == "load" {
		start()
	}
	for range *n {
		part("bare", func() {
			if *phase == "load" { return }
			r, err := format.Open(flag.Arg(0))
			if err != nil {
				panic(err)
			}
			for r.Next() {
			}
			r.Close()
		})
		part("replay", func() {
			r, err := format.Open(flag.Arg(0))
			if err != nil {
				panic(err)
			}
			run, err = analyze.Replay(r)
			if err != nil {
				panic(err)
			}
			r.Close()
		})
		if *phase != "load" {
			break
		}
	}
	var ms runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&ms)
	fmt.Printf("held after replay %d MB\n", ms.HeapAlloc>>20)
	if *phase == "study" {
		start()
	}
	for range *n {
		if *phase == "load" {
			break
		}
		var seen parallel.Seen
		part("memory", func() { memory.Of(run) })
		part("seen", func() { seen = parallel.SeenIn(run) })
		paths := critical.In(run)
		for _, q := range run.Queries {
			var p *critical.Path
			var m *whatif.Model
			part("path", func() { p = paths.Of(q) })
			part("model", func() { m = whatif.Of(p) })
			part("skew", func() { skew.Stages(m) })
			part("flow", func() { dataflow.Of(p) })
			part("profile", func() { parallel.Of(run, p, seen) })
			if len(run.Queries) > 1000 { break }
		}
		var s *finding.Study
		part("all", func() { s = finding.Of(run); s.All() })
		if !*show { round(); continue }
		part("explain", func() { report.Explain(io.Discard, s, report.ExplainOptions{Full: len(run.Queries) < 10}) })
		round()
		if *n == 1 {
			part("json", func() { report.ExplainJSON(io.Discard, s, report.ExplainOptions{}) })
		}
	}
	pprof.StopCPUProfile()
	round()
	runtime.GC()
	runtime.ReadMemStats(&ms)
	fmt.Printf("held at end %d MB, sys %d MB\n", ms.HeapAlloc>>20, ms.Sys>>20)
	var all time.Duration
	for _, k := range order {
		all += sums[k]
		fmt.Printf("%-10s cpu %8.1f ms  wall %8.1f ms alloc %6.1f MB\n", k, float64(least[k].Microseconds())/1e3, float64(wleast[k].Microseconds())/1e3, float64(allocs[k])/1e6/float64(*n))
	}
}
