// Package gatefile reads the configuration of 'daft-analyze check': a TOML file
// that a team keeps beside its code.
package gatefile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// File is what a configuration says.
type File struct {
	Policy gate.Policy
	// FailOnInconclusive has a gate that cannot tell fail.
	FailOnInconclusive bool
}

// Inconclusive is what fail_on and --fail-on call a gate that cannot tell.
const Inconclusive = "inconclusive"

// document is the file as it is written.
type document struct {
	Alpha          *float64             `toml:"alpha"`
	FailOn         *[]string            `toml:"fail_on"`
	InputTolerance *float64             `toml:"input_tolerance"`
	Metric         map[string]threshold `toml:"metric"`
	Query          []query              `toml:"query"`
	Suppress       []suppress           `toml:"suppress"`
}

type threshold struct {
	MinRatio    *float64 `toml:"min_ratio"`
	MinAbsolute any      `toml:"min_absolute"`
	Fail        *bool    `toml:"fail"`
}

type query struct {
	Match  string               `toml:"match"`
	Metric map[string]threshold `toml:"metric"`
}

type suppress struct {
	Query  string `toml:"query"`
	Metric string `toml:"metric"`
	Reason string `toml:"reason"`
	Until  any    `toml:"until"`
}

// maxSize bounds a configuration.
const maxSize = 1 << 20

// Read reads a configuration. An error names the file, the line, and what is
// allowed. Today is left to the caller.
func Read(path string) (File, error) {
	from, err := os.Open(path)
	if err != nil {
		return File{}, err
	}
	defer from.Close()
	text, err := io.ReadAll(io.LimitReader(from, maxSize+1)) // path may be a device or a pipe
	if err != nil {
		return File{}, err
	}
	if len(text) > maxSize {
		return File{}, fmt.Errorf("%s: a configuration has at most 1 MiB", path)
	}
	f, err := Parse(text)
	if err != nil {
		return File{}, fmt.Errorf("%s:%w", path, err)
	}
	return f, nil
}

// Parse reads the text of a configuration. An error begins with the line, a colon
// and a blank.
func Parse(text []byte) (File, error) {
	var d document
	dec := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return File{}, said(err)
	}
	f := File{Policy: gate.DefaultPolicy()}
	p := reader{lines: strings.Split(string(text), "\n")}
	if d.Alpha != nil {
		if !(*d.Alpha > 0 && *d.Alpha <= 0.2) {
			return File{}, p.at("alpha", 1, "alpha is above 0 and at most 0.2: how often an unchanged job may fail")
		}
		f.Policy.Alpha = *d.Alpha
	}
	if d.InputTolerance != nil {
		if !(*d.InputTolerance >= 0 && *d.InputTolerance <= 1) {
			return File{}, p.at("input_tolerance", 1, "input_tolerance is a share from 0 to 1: 0.05 is 5 %%")
		}
		f.Policy.InputTolerance = *d.InputTolerance
	}
	if d.FailOn != nil {
		f.Policy.Gated = nil
		if err := f.FailOn(*d.FailOn); err != nil {
			return File{}, p.at("fail_on", 1, "%s", err)
		}
	}
	var err error
	if f.Policy.Metrics, err = p.metrics(d.Metric, "metric"); err != nil {
		return File{}, err
	}
	for i, q := range d.Query {
		if q.Match == "" {
			return File{}, p.at("[[query]]", i+1, "a query has match = \"...\": a pattern of * and ? that its label or key matches")
		}
		m, err := p.metrics(q.Metric, "query.metric")
		if err != nil {
			return File{}, err
		}
		f.Policy.Queries = append(f.Policy.Queries, gate.QueryPolicy{Match: q.Match, Metrics: m})
	}
	for i, s := range d.Suppress {
		x, err := s.read()
		if err != nil {
			return File{}, p.at("[[suppress]]", i+1, "%s", err)
		}
		f.Policy.Suppressions = append(f.Policy.Suppressions, x)
	}
	return f, nil
}

// FailOn has more metrics fail, by name; "inconclusive" is a gate that cannot tell.
func (f *File) FailOn(names []string) error {
	for _, n := range names {
		if n == Inconclusive {
			f.FailOnInconclusive = true
			continue
		}
		if _, ok := gate.MetricOf(n); !ok {
			return fmt.Errorf("%q is nothing that can fail: %s", n, allowed())
		}
		if !slices.Contains(f.Policy.Gated, n) {
			f.Policy.Gated = append(f.Policy.Gated, n)
		}
	}
	return nil
}

// Names is what can fail.
func Names() []string {
	names := []string{Inconclusive}
	for _, m := range gate.Metrics {
		names = append(names, m.Name)
	}
	return names
}

func allowed() string { return "it is one of " + strings.Join(Names(), ", ") }

// said is an error of the parser, with its line and in plain words.
func said(err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		e := &strict.Errors[0]
		row, _ := e.Position()
		key := strings.Join(e.Key(), ".")
		return fmt.Errorf("%d: %s is unknown here; known are %s", row, key, strings.Join(known(e.Key()), ", "))
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		row, column := wrong.Position()
		return fmt.Errorf("%d: column %d: %s", row, column, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return fmt.Errorf("1: %w", err)
}

// known are the keys that may stand where an unknown one does.
func known(key []string) []string {
	if len(key) < 2 {
		return []string{"alpha", "fail_on", "input_tolerance", "[metric.NAME]", "[[query]]", "[[suppress]]"}
	}
	switch key[0] {
	case "suppress":
		return []string{"query", "metric", "reason", "until"}
	case "query":
		if len(key) == 2 {
			return []string{"match", "[query.metric.NAME]"}
		}
	}
	return []string{"min_ratio", "min_absolute", "fail"}
}

// reader finds the lines that errors are about.
type reader struct{ lines []string }

// at is an error at the n-th line that begins with a key.
func (r reader) at(key string, n int, format string, args ...any) error {
	line := 1
	for i, l := range r.lines {
		if strings.HasPrefix(strings.TrimSpace(strings.ReplaceAll(l, " ", "")), strings.ReplaceAll(key, " ", "")) {
			line = i + 1
			if n--; n <= 0 {
				break
			}
		}
	}
	return fmt.Errorf("%d: %s", line, fmt.Sprintf(format, args...))
}

func (r reader) metrics(list map[string]threshold, under string) (map[string]gate.Threshold, error) {
	out := map[string]gate.Threshold{}
	names := make([]string, 0, len(list))
	for n := range list {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(a, b) })
	for _, n := range names {
		m, ok := gate.MetricOf(n)
		head := "[" + under + "." + n
		if !ok {
			return nil, r.at(head, 1, "there is no metric %q: %s", n, strings.Replace(allowed(), "inconclusive, ", "", 1))
		}
		t := list[n]
		var x gate.Threshold
		if t.MinRatio != nil {
			if !(*t.MinRatio >= 1 && *t.MinRatio <= 1e6) {
				return nil, r.at(head, 1, "min_ratio of %s is 1 or more: 1.10 is 10 %% more than the baseline", n)
			}
			x.MinRatio = *t.MinRatio
		}
		if t.MinAbsolute != nil {
			v, err := Quantity(t.MinAbsolute, m.Unit)
			if err != nil {
				return nil, r.at(head, 1, "min_absolute of %s: %s", n, err)
			}
			x.MinAbsolute = &v
		}
		x.Gated = t.Fail
		out[n] = x
	}
	return out, nil
}

func (s suppress) read() (gate.Suppression, error) {
	x := gate.Suppression{Query: s.Query, Metric: s.Metric, Reason: strings.TrimSpace(s.Reason)}
	if x.Reason == "" {
		return x, errors.New("a suppression has reason = \"...\": why this may be worse")
	}
	if s.Metric != "" && !strings.ContainsAny(s.Metric, "*?") {
		if _, ok := gate.MetricOf(s.Metric); !ok {
			return x, fmt.Errorf("there is no metric %q: %s", s.Metric, strings.Replace(allowed(), "inconclusive, ", "", 1))
		}
	}
	switch v := s.Until.(type) {
	case nil:
		return x, errors.New("a suppression has until = 2026-12-31: the last day that it holds")
	case toml.LocalDate:
		x.Until = v.String()
	case string:
		x.Until = v
	default:
		x.Until = fmt.Sprint(v)
	}
	if _, err := time.Parse(time.DateOnly, x.Until); err != nil {
		return x, fmt.Errorf("until is a day, such as 2026-12-31, not %q", x.Until)
	}
	return x, nil
}

// Quantity reads a number with its unit: "200ms", "64MiB", or a plain number where
// the unit is a count.
func Quantity(v any, unit string) (int64, error) {
	var allowed string
	switch unit {
	case "ns":
		allowed = `it is a time, such as "200ms" or "1.5s"`
		if s, ok := v.(string); ok {
			if d, err := time.ParseDuration(s); err == nil && d >= 0 {
				return int64(d), nil
			}
		}
	case "bytes":
		allowed = `it is a size, such as "64MiB", "1.5GiB" or "500B"`
		if s, ok := v.(string); ok {
			if n, ok := bytesOf(s); ok {
				return n, nil
			}
		}
	case "":
		return 0, errors.New("it is no number: only fail can be set")
	default:
		allowed = "it is a whole number of 0 or more"
	}
	if n, ok := v.(int64); ok && n >= 0 && (unit != "ns" && unit != "bytes" || n == 0) {
		return n, nil
	}
	return 0, fmt.Errorf("%v is not allowed: %s", v, allowed)
}

var scales = []struct {
	suffix string
	scale  float64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1}}

func bytesOf(s string) (int64, bool) {
	for _, x := range scales {
		head, ok := strings.CutSuffix(strings.TrimSpace(s), x.suffix)
		if !ok {
			continue
		}
		f, err := strconv.ParseFloat(strings.TrimSpace(head), 64)
		if err != nil || !(f >= 0) || f*x.scale > math.MaxInt64/2 {
			return 0, false
		}
		return int64(math.Round(f * x.scale)), true
	}
	return 0, false
}
