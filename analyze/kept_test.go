package analyze

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/daft-analyze/daft-analyze/format"
)

// Texts that are kept keep nothing else of their batch.
func TestKeptTextsAreCopies(t *testing.T) {
	batch := strings.Repeat("x", 100) + `{"id":1,"type":"A"} bad row: 5` + strings.Repeat("y", 100)
	plan, message := batch[100:119], batch[120:130]
	ev := func(k format.Kind) *format.Event {
		return format.NewEvent(k).Received(format.SourceDashboard, 1e18).Stamp(format.ClockDriver, 1e18).SetLabel(format.QueryID, "q").SetInt(format.TaskID, 1)
	}
	r := NewReplayer()
	r.Add(ev(format.QueryStart).SetText(format.Text, plan))
	r.Add(ev(format.PlanEnd).SetText(format.Text, plan))
	r.Add(ev(format.ExecStart).SetText(format.Text, plan))
	r.Add(ev(format.QueryEnd).SetText(format.Text, message))
	r.Add(ev(format.TaskInput).SetTexts(format.Paths, []string{message}))
	r.Add(ev(format.TaskEnd).SetText(format.Text, message))
	r.Add(ev(format.Loss).SetText(format.Text, message))
	r.Add(ev(format.LogRecord).SetLabel(format.Name, rowErrorLogger).SetText(format.Text, message))
	q, task := r.queries[0], r.queries[0].tasks[1]
	from := uintptr(unsafe.Pointer(unsafe.StringData(batch)))
	for _, kept := range []string{q.logicalPlan, q.optimizedPlan, q.physicalPlan, q.message, task.inputs[0].Paths[0], task.message, r.facts.losses[0].Why, r.facts.rowErrors[0].text} {
		if at := uintptr(unsafe.Pointer(unsafe.StringData(kept))); kept == "" || at >= from && at < from+uintptr(len(batch)) {
			t.Errorf("%q is a part of its batch's text", kept)
		}
	}
}
