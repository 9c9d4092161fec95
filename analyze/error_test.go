package analyze

import (
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

// With two operators of user code natively nothing tells which failed.
func TestErrorOfTwoUDFs(t *testing.T) {
	plan := `{"id":2,"name":"UDF a","type":"UDF","children":[{"id":1,"name":"UDF b","type":"UDF"}]}`
	q := theQuery(t, replayText(t, begin(native, plan), driver("query_end", 9, `outcome=Failed text="UDF failed with exception: x"`)))
	if q.Error == nil || q.Error.Operator != nil || q.Error.Located != "" {
		t.Errorf("error %+v, want one without a place", q.Error)
	}
}
