package analyze

import (
	"fmt"
	"strings"
	"testing"
)

func TestCause(t *testing.T) {
	for _, c := range []struct{ name, message, want string }{
		{"row function natively", "General Exception raised: DaftError::ComputeError Error processing some rows:\n54321: DaftError::PyO3Error ValueError: bad row: x=54321", "ValueError: bad row: x=54321"},
		{"through Ray", "DaftError::PyO3Error RayTaskError(DaftCoreException): \x1b[36mray::A->B()\x1b[39m (pid=1, ip=10.0.0.1)\n    stats = await x()\n            ^^^^\ndaft.exceptions.DaftCoreException: DaftError::ComputeError Error processing some rows:\n4321: DaftError::PyO3Error ValueError: bad row: x=54321", "ValueError: bad row: x=54321"},
		{"batch function", "UDF failed with exception: 'batch boom'", "UDF failed with exception: 'batch boom'"},
		{"Daft's own", "General Exception raised: DaftError::CorruptFile Parquet metadata error for a.parquet", "CorruptFile: Parquet metadata error for a.parquet"},
		{"innermost of Daft's own", "DaftError::External Generic error\nDaftError::FileNotFound a not found", "FileNotFound: a not found"},
		{"traceback", "Traceback (most recent call last):\n  File \"a.py\", line 1\nmy.pkg.CustomError: no luck", "my.pkg.CustomError: no luck"},
		{"actor died", "ray.exceptions.ActorDiedError: The actor died unexpectedly.\nclass_name: A", "ray.exceptions.ActorDiedError: The actor died unexpectedly."},
		{"only wrapped by Ray", "ray.exceptions.RayTaskError(ValueError): \x1b[36mray::f()\x1b[39m\nValueError: x", "ValueError: x"},
		{"legacy function through Ray", "DaftError::PyO3Error RayTaskError(UDFException): ray::A()\nRuntimeError: no luck\nsecond line\n\nThe above exception was the direct cause of the following exception:\n\nray::A()\n  File \"a.py\", line 1\ndaft.errors.UDFException: User-defined function `f` failed when executing on inputs:\n  - x (Int64)", "RuntimeError: no luck"},
		{"panic through Ray", "General Exception raised: ray::f() (pid=1)\n  File \"a.py\", line 1\nray.exceptions.RayTaskError(DaftCoreException): ray::A()\n    stats = await x()\ndaft.exceptions.DaftCoreException: task 142 panicked with message \"attempt to divide by zero\"", "task 142 panicked with message \"attempt to divide by zero\""},
		{"canceled", "Query canceled by the user.", "Query canceled by the user."},
		{"empty", "", ""},
		{"only escapes", "\x1b[31m\x1b[0m", ""},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb"},
		{"prefix without a rest", "DaftError::PyO3Error ", "DaftError::PyO3Error"},
	} {
		if got := causeOf(c.message); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := causeOf(strings.Repeat("ä", 10_000)); len(got) > maxCause+3 {
		t.Errorf("a cause of %d bytes", len(got))
	}
}

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[1;31mred\x1b[0m":                   "red",
		"\x1b]8;;http://x\x07link\x1b]8;;\x1b\\": "link",
		"a\x00b\x07c\td\ne":                      "abc\td\ne",
		"plain":                                  "plain",
	} {
		if got := cleanText(in); got != want {
			t.Errorf("%q cleans to %q, want %q", in, got, want)
		}
	}
}

func TestErrorOfCaptures(t *testing.T) {
	for _, c := range []struct {
		name, cause, operator, located string
		tasks                          int
	}{
		{"fail-cluster", "ValueError: bad row: x=54321", "UDF boom", "task", 1},
		{"fail-native", "ValueError: bad row: x=54321", "UDF boom", "message", 0},
		{"fail-batch-native", `UDF failed with exception: 'batch boom\nsecond line'`, "UDF boomb", "message", 0},
		{"cancel-native", "Query canceled by the user.", "", "", 0},
	} {
		e := theQuery(t, replayFile(t, c.name)).Error
		if e == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		operator := ""
		if e.Operator != nil {
			operator = e.Operator.Name
		}
		if e.Cause != c.cause || operator != c.operator || e.Located != c.located || len(e.Tasks) != c.tasks {
			t.Errorf("%s: %q at %q by %q, %d tasks", c.name, e.Cause, operator, e.Located, len(e.Tasks))
		}
		if strings.ContainsRune(e.Text, '\x1b') {
			t.Errorf("%s: the text holds terminal escapes", c.name)
		}
	}
}

// Natively a failure names no operator: with two that run user code, only one
// that kept rows can be the one.
func TestErrorOfTwoUDFs(t *testing.T) {
	const plan = `{"id":3,"name":"UDF a","type":"UDF","children":[{"id":2,"name":"UDF b","type":"UDF","children":[{"id":1,"name":"Scan","type":"Scan"}]}]}`
	stats := func(id, in, out int64) string {
		return arrived("operator_stats", 5, fmt.Sprintf("node_id=%d rows_in=%d rows_out=%d", id, in, out))
	}
	const users, batch, daft = "UDF failed with exception: x", "General Exception raised: 'x'", "General Exception raised: DaftError::CorruptFile x"
	for _, c := range []struct {
		name, message, want string
		stats               []string
	}{
		{"no rows known", users, "", nil},
		{"upper kept rows", users, "UDF a by rows", []string{stats(2, 90, 90), stats(3, 90, 0)}},
		{"lower kept rows", users, "UDF b by rows", []string{stats(2, 90, 10), stats(3, 10, 10)}},
		{"both kept rows", users, "", []string{stats(2, 90, 80), stats(3, 80, 0)}},
		{"message of a batch function", batch, "UDF a by rows", []string{stats(2, 90, 90), stats(3, 90, 0)}},
		{"message of a batch function, both kept rows", batch, "", []string{stats(2, 90, 80), stats(3, 80, 0)}},
		{"Daft's own error", daft, "", []string{stats(2, 90, 90), stats(3, 90, 0)}},
	} {
		q := theQuery(t, replayText(t, begin(native, plan), c.stats, driver("query_end", 9, fmt.Sprintf("outcome=Failed text=%q", c.message))))
		if got := located(q.Error); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// On Ray the failed task is known, but not which operator of its chain failed.
func TestErrorOfATaskThatIsAChain(t *testing.T) {
	const plan = `{"id":3,"name":"UDF a","type":"UDF a","children":[{"id":2,"name":"UDF b","type":"UDF b","children":[{"id":1,"name":"Scan","type":"Scan"}]}]}`
	const users, daft = "daft.exceptions.DaftCoreException: DaftError::PyO3Error ValueError: x", "DaftError::CorruptFile x"
	for _, c := range []struct{ name, nodes, last, message, want string }{
		{"two functions", "[1,2,3]", "3", users, ""},
		{"one function", "[1,2]", "2", users, "UDF b by task"},
		{"Daft's own error", "[1,2]", "2", daft, ""},
		{"Daft's own error of one operator", "[1]", "1", daft, "Scan by task"},
	} {
		q := theQuery(t, replayText(t, begin(ray, plan),
			runner("task_submit", 10, fmt.Sprintf("task_id=0 last_node_id=%s node_ids=%s name=T", c.last, c.nodes)), runner("task_schedule", 11, "task_id=0 worker_id=aa"),
			runner("task_end", 20, fmt.Sprintf("task_id=0 worker_id=aa outcome=Failed text=%q", c.message)),
			driver("query_end", 30, fmt.Sprintf("outcome=Failed text=%q", c.message))))
		if got := located(q.Error); got != c.want || len(q.Error.Tasks) != 1 {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A task that fails because its worker's others did may be the first to say so.
func TestErrorOfTheTaskThatBeganIt(t *testing.T) {
	const plan = `{"id":2,"name":"UDF b","type":"UDF b","children":[{"id":1,"name":"Scan","type":"Scan"}]}`
	const users = "DaftError::PyO3Error RayTaskError(DaftCoreException): ray::X()\n    ^^^^\ndaft.exceptions.DaftCoreException: DaftError::PyO3Error ValueError: x"
	const after = "DaftError::PyO3Error RayTaskError(DaftCoreException): ray::X()\n    ^^^^\ndaft.exceptions.DaftCoreException: DaftError::InternalError Plan execution task has died; cannot enqueue new input"
	for _, messages := range [][]string{{after, users}, {users, after}, {after, users, after}} {
		events := begin(ray, plan)
		for i, m := range messages {
			events = append(events, runner("task_submit", 10, fmt.Sprintf("task_id=%d last_node_id=2 node_ids=[1,2] name=T", i)),
				runner("task_end", int64(20+i), fmt.Sprintf("task_id=%d worker_id=aa outcome=Failed text=%q", i, m)))
		}
		q := theQuery(t, replayText(t, append(events, driver("query_end", 30, fmt.Sprintf("outcome=Failed text=%q", users)))))
		if got := located(q.Error); got != "UDF b by task" || len(q.Error.Tasks) != len(messages) {
			t.Errorf("%q of %d tasks", got, len(q.Error.Tasks))
		}
	}
}

func TestErrorOfATaskThatReadsAnExchange(t *testing.T) {
	const plan = `{"id":3,"name":"Sum","type":"Sum","children":[{"id":2,"name":"Gather","type":"Gather","children":[{"id":1,"name":"Scan","type":"Scan"}]}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2] name=T"), runner("task_end", 20, "task_id=0 worker_id=aa outcome=Success"),
		runner("task_submit", 20, "task_id=1 last_node_id=3 node_ids=[2,3] name=T"), runner("task_end", 25, `task_id=1 worker_id=aa outcome=Failed text="DaftError::ComputeError x"`),
		driver("query_end", 30, `outcome=Failed text="DaftError::ComputeError x"`)))
	if got := located(q.Error); got != "Sum by task" {
		t.Errorf("%q, want the only operator that the task runs itself", got)
	}
}

// Daft loses a legacy function's exception on the way to the driver.
func TestCauseThatOnlyTheTaskHas(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2] name=T"),
		runner("task_end", 20, `task_id=0 worker_id=aa outcome=Failed text="RuntimeError: no luck"`), driver("query_end", 30, `outcome=Failed text="UDF failed with exception: None"`)))
	if q.Error == nil || q.Error.Cause != "RuntimeError: no luck" {
		t.Errorf("error %+v, want the task's", q.Error)
	}
}

func located(e *QueryError) string {
	if e == nil || e.Operator == nil {
		return ""
	}
	return e.Operator.Name + " by " + e.Located
}
