package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// count, short, size and lasting write a value that may be unknown or derived.
func count(v analyze.Value) string   { return wording.Value(v, humanize.Count) }
func short(v analyze.Value) string   { return wording.Value(v, humanize.CountShort) }
func size(v analyze.Value) string    { return wording.Value(v, humanize.Bytes) }
func lasting(v analyze.Value) string { return wording.Value(v, humanize.Duration) }

// operatorName is how an operator is called in running text and in the tree.
func operatorName(o *analyze.Operator) string {
	return wording.Operator(o, func(name string) string { return safe(bounded(name, longestName)) })
}

// workerName is a worker's label, with the beginning of its id.
func workerName(w *analyze.Worker) string {
	if w == nil {
		return "an unknown worker"
	}
	return w.Label + " (" + shortID(w.ID) + ")"
}

func workerLabel(w *analyze.Worker) string {
	if w == nil {
		return humanize.Unknown
	}
	return w.Label
}

func shortID(id string) string { return clip(safe(id), 9) }

func taskOutcome(o analyze.TaskOutcome) string {
	switch o {
	case analyze.TaskSucceeded:
		return "ok"
	case analyze.TaskLost:
		return "end missing"
	case analyze.TaskRunning:
		return "open"
	}
	return string(o)
}

// outcomes says what became of tasks, the good ones only where they are all.
func outcomes(c analyze.TaskCounts) string {
	var parts []string
	add := func(n int64, what string) {
		if n > 0 {
			parts = append(parts, humanize.Count(n)+" "+what)
		}
	}
	if c.Succeeded == c.Total {
		return "all ok"
	}
	add(c.Failed, "failed")
	add(c.Cancelled, "cancelled")
	add(c.Running, "open")
	add(c.Lost, "end missing")
	add(c.Succeeded, "ok")
	return strings.Join(parts, ", ")
}

var signalNames = map[int64]string{
	1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
	9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
}

func signalName(n int64) string {
	if name := signalNames[n]; name != "" {
		return name
	}
	return fmt.Sprintf("signal %d", n)
}

// union lists what differs among strings, in order of first appearance.
func union(list []string) []string {
	var distinct []string
	seen := map[string]bool{"": true}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			distinct = append(distinct, s)
		}
	}
	return distinct
}

func numbers(ids []int64) string {
	var s []string
	for _, id := range ids {
		s = append(s, strconv.FormatInt(id, 10))
	}
	return strings.Join(s, ",")
}
