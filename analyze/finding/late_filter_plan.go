package finding

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// planned is a node of Daft's optimized logical plan.
type planned struct {
	Type      string            `json:"type"`
	Expr      json.RawMessage   `json:"expr"`
	Predicate json.RawMessage   `json:"predicate"`
	On        json.RawMessage   `json:"on"`
	Children  []json.RawMessage `json:"children"`
}

// made is the name of what a function makes: `module.f(col(id)) as m`.
var made = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(` as ([^\s,()]+)$`) })

// namedBy reports whether the plan shows that no filter on a function names the
// function's result, or that all of them do; with "Join" rather than "Filter", that
// no keys of a join do. Both are false where it does not tell.
func (v *view) namedBy(above string, udf *analyze.Operator) (no, all bool) {
	if v.Query.OptimizedPlan == "" || len(v.Query.OptimizedPlan) > 4<<20 {
		return false, false
	}
	name := strings.TrimPrefix(udf.Name, "UDF ")
	found, independent, dependent := 0, 0, 0
	var walk func(raw json.RawMessage, conditions []string, depth int)
	walk = func(raw json.RawMessage, conditions []string, depth int) {
		var n planned
		if depth > 500 || json.Unmarshal(raw, &n) != nil {
			return
		}
		switch n.Type {
		case above:
			conditions = append(conditions, string(n.Predicate)+string(n.On))
		case "UDFProject", "ActorPoolProject":
			var expr string
			if json.Unmarshal(n.Expr, &expr) == nil && strings.Contains(expr, name) && len(conditions) > 0 {
				found++
				switch m := made().FindStringSubmatch(expr); {
				case m == nil:
				case names(strings.Join(conditions, " "), m[1]):
					dependent++
				default:
					independent++
				}
			}
		case "Project":
		default:
			conditions = nil
		}
		for _, child := range n.Children {
			walk(child, conditions, depth+1)
		}
	}
	walk(json.RawMessage(v.Query.OptimizedPlan), nil, 0)
	return found > 0 && found == independent, found > 0 && found == dependent
}

// names reports whether conditions use a column: `col(tone) > lit(1)`, or in a
// join `col(left.tone#Float64) == col(right.id#Int64)`.
func names(conditions, column string) bool {
	for _, form := range []string{"col(" + column + ")", "col(left." + column + "#", "col(right." + column + "#"} {
		if strings.Contains(conditions, form) {
			return true
		}
	}
	return false
}
