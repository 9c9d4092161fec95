package report

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

func TestErrorPlaceSaysHowItIsKnown(t *testing.T) {
	o, w := &analyze.Operator{ID: 2, Name: "UDF parse"}, &analyze.Worker{ID: "0123456789", Label: "w1"}
	chain := []*analyze.Task{{ID: 4, Name: "Scan->UDFProject->UDFProject"}}
	for _, c := range []struct {
		err  analyze.QueryError
		want string
	}{
		{analyze.QueryError{}, ""},
		{analyze.QueryError{Operator: o, Located: "message"}, "#2 UDF parse (the one operator that runs the user's code)"},
		{analyze.QueryError{Operator: o, Located: "rows"}, "#2 UDF parse (the one that took rows and did not put them out)"},
		{analyze.QueryError{Operator: o, Located: "task", Tasks: chain, Worker: w}, "#2 UDF parse, task 4, on w1 (01234567…)"},
		{analyze.QueryError{Tasks: chain, Worker: w}, "task 4 (Scan->UDFProject->UDFProject: Daft does not say which part of it), on w1 (01234567…)"},
	} {
		if got := errorPlace(&c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Operators of one task all count its failed attempts: one of them says so.
func TestFailedAttemptsAreSaidOnce(t *testing.T) {
	o := &analyze.Operator{ReportedFailed: analyze.Value{V: 7, Origin: analyze.Measured}}
	if got := faultNote(o, analyze.TaskCounts{}); got != "" {
		t.Errorf("%q of an operator that dispatched no task", got)
	}
	if got := faultNote(o, analyze.TaskCounts{Total: 18, Succeeded: 18, Retried: 1}); got != "1 task tried more than once, 7 failed attempts counted by Daft" {
		t.Errorf("%q of the one that dispatched them", got)
	}
}
