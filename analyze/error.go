package analyze

import "strings"

// finishedMessage is what Daft sends as the error message of a query that
// finished. It is not an error.
const finishedMessage = "Query finished"

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
		first := e.Tasks[0]
		for _, t := range e.Tasks {
			if t.Ended.Known && (!first.Ended.Known || t.Ended.Time < first.Ended.Time) {
				first = t
			}
		}
		e.Worker = first.Worker
		if e.Cause == "" {
			e.Cause, e.Text = first.Cause, first.Message
		}
		e.Operator, e.Located = operatorOfTask(q, first, e.Cause), "task"
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

// operatorOfTask returns the operator of a failed task that is most likely to
// have failed: the only one that runs the user's code where the cause is the
// user's, else the one that dispatched the task.
func operatorOfTask(q *Query, t *Task, cause string) *Operator {
	if !strings.HasPrefix(cause, "DaftError") {
		if o := onlyUDF(t.NodeIDs, q); o != nil {
			return o
		}
	}
	if t.LastNode.Known() {
		return q.operators[t.LastNode.V]
	}
	return nil
}

// operatorOfMessage finds the operator natively, where a failure carries no
// place: the message speaks of the user's code, and one operator runs it.
func operatorOfMessage(q *Query, message string) (*Operator, string) {
	if !strings.Contains(message, "PyO3Error") && !strings.Contains(message, "UDF failed") {
		return nil, ""
	}
	ids := make([]int64, len(q.Operators))
	for i, o := range q.Operators {
		ids[i] = o.ID
	}
	if o := onlyUDF(ids, q); o != nil {
		return o, "message"
	}
	return nil, ""
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
