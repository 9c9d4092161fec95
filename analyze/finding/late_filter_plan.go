package finding

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// planned is a node of Daft's optimized logical plan.
type planned struct {
	Type      string            `json:"type"`
	Expr      json.RawMessage   `json:"expr"`
	Predicate json.RawMessage   `json:"predicate"`
	Children  []json.RawMessage `json:"children"`
}

// made is the name of what a function makes: `module.f(col(id)) as m`.
var made = regexp.MustCompile(` as ([^\s,()]+)$`)

// named reports whether the plan shows that no filter on a function names the
// function's result, or that all of them do. Both are false where it does not tell.
func (v *view) named(udf *analyze.Operator) (no, all bool) {
	if v.Query.OptimizedPlan == "" || len(v.Query.OptimizedPlan) > 4<<20 {
		return false, false
	}
	name := strings.TrimPrefix(udf.Name, "UDF ")
	filters, independent, dependent := 0, 0, 0
	var walk func(raw json.RawMessage, predicates []string, depth int)
	walk = func(raw json.RawMessage, predicates []string, depth int) {
		var n planned
		if depth > 500 || json.Unmarshal(raw, &n) != nil {
			return
		}
		switch n.Type {
		case "Filter":
			predicates = append(predicates, string(n.Predicate))
		case "UDFProject", "ActorPoolProject":
			var expr string
			if json.Unmarshal(n.Expr, &expr) == nil && strings.Contains(expr, name) && len(predicates) > 0 {
				filters++
				switch m := made.FindStringSubmatch(expr); {
				case m == nil:
				case strings.Contains(strings.Join(predicates, " "), "col("+m[1]+")"):
					dependent++
				default:
					independent++
				}
			}
		case "Project":
		default:
			predicates = nil
		}
		for _, child := range n.Children {
			walk(child, predicates, depth+1)
		}
	}
	walk(json.RawMessage(v.Query.OptimizedPlan), nil, 0)
	return filters > 0 && filters == independent, filters > 0 && filters == dependent
}
