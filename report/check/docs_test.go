package check

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/report/jsontest"
)

// objects are all that JSON is made of, by what docs/json.md calls them.
var objects = map[reflect.Type]string{
	reflect.TypeFor[reportJSON](): "check", reflect.TypeFor[countsJSON](): "check counts", reflect.TypeFor[runJSON](): "check run",
	reflect.TypeFor[labelJSON](): "check label", reflect.TypeFor[checkJSON](): "check result", reflect.TypeFor[suppressionJSON](): "check suppression",
	reflect.TypeFor[changeJSON](): "check change", reflect.TypeFor[jobPartJSON](): "check job part",
	reflect.TypeFor[timesJSON](): "check times", reflect.TypeFor[causeJSON](): "check cause", reflect.TypeFor[causePartJSON](): "check cause part",
}

// Every field of the JSON is in docs/json.md, in its place, with its type.
func TestEveryFieldIsDocumented(t *testing.T) {
	jsontest.Compare(t, filepath.Join("..", "..", "docs", "json.md"), objects, func(heading string) bool { return strings.HasPrefix(heading, "check") })
}
