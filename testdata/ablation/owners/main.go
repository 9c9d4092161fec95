// Command owners prints, as one line of JSON for each query of each recording,
// what part of its wall time each operator owns and would save, in percent.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

type operator struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	Type   string  `json:"type"`
	Owned  float64 `json:"owned_pct"`
	Saving float64 `json:"saving_pct"`
}

type query struct {
	Recording string             `json:"recording"`
	Query     string             `json:"query"`
	Wall      int64              `json:"wall_ns"`
	Basis     critical.Basis     `json:"basis"`
	Threads   int64              `json:"threads"`
	Segments  int                `json:"segments"`
	Kinds     map[string]float64 `json:"kinds_pct"`
	Operators []operator         `json:"operators"`
}

func main() {
	out := json.NewEncoder(os.Stdout)
	for _, path := range os.Args[1:] {
		if err := print(out, path); err != nil {
			fmt.Fprintln(os.Stderr, path+":", err)
			os.Exit(1)
		}
	}
}

func print(out *json.Encoder, path string) error {
	r, err := format.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		return err
	}
	for _, q := range run.Queries {
		p := critical.Of(run, q)
		if err := p.Check(); err != nil {
			return err
		}
		wall := float64(p.Wall())
		x := query{Recording: path, Query: q.ID, Wall: p.Wall(), Basis: p.Basis, Threads: p.Threads, Segments: len(p.Segments), Kinds: map[string]float64{}}
		for _, s := range p.Segments {
			x.Kinds[string(s.Kind)] += 100 * float64(s.Length()) / wall
		}
		for _, o := range p.Operators() {
			y := operator{ID: -1, Owned: 100 * float64(o.NS) / wall, Saving: 100 * float64(o.Saving) / wall}
			if o.Operator != nil {
				y.ID, y.Name, y.Type = o.Operator.ID, o.Operator.Name, o.Operator.Type
			}
			x.Operators = append(x.Operators, y)
		}
		if err := out.Encode(x); err != nil {
			return err
		}
	}
	return nil
}
