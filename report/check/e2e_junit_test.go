//go:build e2e

package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// JUnit XML is valid by the schema that Jenkins' xUnit plugin and pytest hold theirs
// against, whatever the report holds. The schema is not ours to hand on: make
// readers takes it from pytest's sources.
func TestE2EJUnit(t *testing.T) {
	readers := os.Getenv("DAFT_ANALYZE_READERS")
	schema := filepath.Join(readers, "junit-10.xsd")
	if info, err := os.Stat(schema); readers == "" || err != nil || info.Size() == 0 {
		t.Skip("there is no junit-10.xsd: make readers")
	}
	var files []string
	write := func(name string, text []byte) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	for _, f := range fixtures {
		write(f.name+".xml", written(t, "xml", f.of(), f.o))
	}
	write("large.xml", written(t, "xml", many(1000), Options{}))
	validate := func(files ...string) (string, error) {
		out, err := exec.Command(filepath.Join(readers, "bin", "python"), append([]string{filepath.Join("..", "..", "testdata", "readers", "junit.py"), schema}, files...)...).CombinedOutput()
		return string(out), err
	}
	if out, err := validate(files...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	files = nil
	write("wrong.xml", []byte(`<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase classname="b"/></testsuite></testsuites>`))
	if out, err := validate(files...); err == nil {
		t.Errorf("a test case without a name is valid: %s", out)
	}
}
