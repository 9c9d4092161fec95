package analyze

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestTryErrors(t *testing.T) {
	files := os.Getenv("PROGRESS")
	if files == "" {
		t.Skip()
	}
	for _, f := range strings.Fields(files) {
		now, like, _ := strings.Cut(f, ":")
		var l *Likeness
		if like != "" {
			r := openTry(t, like)
			l, _ = ReadLikeness(r)
		}
		ends := map[string][2]format.Time{}
		var order []string
		r := openTry(t, now)
		for r.Next() {
			e := r.Event()
			a, _ := e.Arrival()
			id := e.Label(format.QueryID)
			switch e.Kind {
			case format.QueryStart:
				ends[id] = [2]format.Time{a, 0}
				order = append(order, id)
			case format.QueryEnd:
				x := ends[id]
				x[1] = a
				ends[id] = x
			}
		}
		fmt.Println("==", f)
		r = openTry(t, now)
		p := NewProgress(l)
		if os.Getenv("NOLEARN") != "" {
			p.learned = nil
		}
		next := map[string]int{}
		out := map[string]string{}
		for r.Next() {
			e := r.Event()
			a, ok := e.Arrival()
			if !ok {
				continue
			}
			for _, q := range p.open {
				x := ends[q.id]
				for next[q.id] < 9 {
					at := x[0] + (x[1]-x[0])*format.Time(next[q.id]+1)/10
					if at > a {
						break
					}
					next[q.id]++
					l := p.left(q, at)
					truth := float64(x[1]-at) / 1e9
					s := ""
					switch l.Kind {
					case LeftUnknown:
						s = "?" + l.Why
						if len(s) > 16 {
							s = s[:16]
						}
					case LeftFloor:
						s = fmt.Sprintf(">%.1f(%.1f)", float64(l.Low)/1e9, float64(l.Best)/1e9)
					case LeftRange:
						mark := "!"
						if float64(l.Low)/1e9 <= truth && truth <= float64(l.High)/1e9 {
							mark = ""
						}
						s = fmt.Sprintf("%.1f-%.1f(%.1f)%s", float64(l.Low)/1e9, float64(l.High)/1e9, float64(l.Best)/1e9, mark)
					}
					out[q.id] += fmt.Sprintf(" | %.1f: %s", truth, s)
				}
			}
			p.Add(e)
		}
		for _, id := range order {
			fmt.Printf("%-12.12s %5.1f%s\n", id, float64(ends[id][1]-ends[id][0])/1e9, out[id])
		}
	}
}

func openTry(t *testing.T, path string) *format.Reader {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}
