package analyze

import (
	"slices"
	"strings"
)

// finishedMessage is what Daft sends as the error message of a query that
// finished. It is not an error.
const finishedMessage = "Query finished"

// lostCause is what Daft says of a failed UDF on Ray whose exception it lost on
// the way to the driver. The task's own message still has it.
const lostCause = "UDF failed with exception: None"

// explainError works out why a query did not finish, and where.
func explainError(q *Query) {
	if q.Outcome == OutcomeFinished {
		return
	}
	text := cleanText(q.facts.message)
	if strings.TrimSpace(text) == finishedMessage {
		text = ""
	}
	e := &QueryError{Text: text, Cause: causeOf(text)}
	for _, t := range q.Tasks {
		if t.Outcome == TaskFailed {
			e.Tasks = append(e.Tasks, t)
		}
	}
	if len(e.Tasks) > 0 {
		first := firstFailed(e.Tasks)
		e.Worker = first.Worker
		if e.Cause == "" || e.Cause == lostCause && first.Cause != "" {
			e.Cause, e.Text = first.Cause, first.Message
		}
		e.Operator, e.Located = operatorOfTask(q, first), "task"
	} else if q.Outcome == OutcomeFailed {
		e.Operator, e.Located = operatorOfMessage(q, text)
	}
	if e.Operator == nil {
		e.Located = ""
	}
	if e.Text == "" && e.Cause == "" && e.Operator == nil {
		return
	}
	q.Error = e
}

// firstFailed returns the task that a query failed by: the one that ended first,
// of those that failed by the user's code if there are any. Once one has failed,
// others on its worker fail as well, by an error of Daft's own that may arrive
// before it ("Plan execution task has died; cannot enqueue new input").
func firstFailed(tasks []*Task) *Task {
	first, firstOwn := tasks[0], daftsOwn(tasks[0].Message)
	for _, t := range tasks[1:] {
		own := daftsOwn(t.Message)
		earlier := t.Ended.Known && (!first.Ended.Known || t.Ended.Time < first.Ended.Time)
		if own == firstOwn && earlier || !own && firstOwn {
			first, firstOwn = t, own
		}
	}
	return first
}

// operatorOfTask returns the operator of a failed task that failed: the only
// one that runs the user's code where the cause is the user's, or the only one
// that the task runs. A task is a chain, of which Daft does not say which part
// failed: else there is nothing to tell it by.
func operatorOfTask(q *Query, t *Task) *Operator {
	var own []int64
	for _, id := range t.NodeIDs {
		if !t.reads(id, q.dispatches) && !slices.Contains(own, id) {
			own = append(own, id)
		}
	}
	if !daftsOwn(t.Message) {
		if o := onlyUDF(own, q); o != nil {
			return o
		}
	}
	if len(own) == 1 {
		return q.operators[own[0]]
	}
	return nil
}

// operatorOfMessage finds the operator natively, where a failure carries no
// place: the one that runs the user's code, or of several the one that had
// taken rows and not put them out.
func operatorOfMessage(q *Query, message string) (*Operator, string) {
	users := strings.Contains(message, "PyO3Error") || strings.Contains(message, "UDF failed")
	var ids, stuck []int64
	for _, o := range q.Operators {
		ids = append(ids, o.ID)
		if o.RowsIn.Positive() && o.RowsOut.Known() && o.RowsOut.V < o.RowsIn.V {
			stuck = append(stuck, o.ID)
		}
	}
	if users {
		if o := onlyUDF(ids, q); o != nil {
			return o, "message"
		}
	} else if daftsOwn(message) || len(stuck) != 1 {
		return nil, "" // a batch function's message is its own alone: only its rows tell
	}
	if o := onlyUDF(stuck, q); o != nil {
		return o, "rows"
	}
	return nil, ""
}

// daftsOwn reports whether what is taken for the cause is an error of Daft's
// own code.
func daftsOwn(message string) bool {
	cause := causeOf(message)
	return panicked().MatchString(cause) || strings.HasPrefix(cause, "DaftError") || cause != "" && cause == cut(lastDaftError(cleanText(message)))
}

// onlyUDF returns the one operator among ids that runs user code, or nil where
// there is none or more than one.
func onlyUDF(ids []int64, q *Query) *Operator {
	var found *Operator
	for _, id := range ids {
		o := q.operators[id]
		if o == nil || !strings.Contains(o.Name+o.Type, "UDF") {
			continue
		}
		if found != nil && found != o {
			return nil
		}
		found = o
	}
	return found
}
