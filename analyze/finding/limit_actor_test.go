package finding

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// What starts before a limit's first tasks on Ray is the actor that counts its
// rows, and not workers.
func TestLimitStartsAnActor(t *testing.T) {
	const s = 1_000_000_000
	for _, x := range []struct {
		name, node string
		kind       critical.Kind
		id         string
		limit      bool
	}{
		{"before anything ran", "Limit", critical.Startup, "startup-slow", true},
		{"between stages", "Limit", critical.Driver, "driver-gap", true},
		{"no limit", "Filter", critical.Startup, "startup-slow", false},
		{"no limit between stages", "Filter", critical.Driver, "driver-gap", false},
	} {
		o := &analyze.Operator{ID: 2, Name: x.node, Type: x.node}
		task := &analyze.Task{ID: 0, NodeIDs: []int64{2}}
		c := caseOf(analyze.EngineRay, piece{x.kind, s, nil}, piece{critical.Run, s / 10, []critical.Share{{Operator: o, NS: s / 10, Saving: s / 10}}})
		c.Path.Segments[0].Operator, c.Path.Segments[1].Task = o, task
		c.Query.Tasks = []*analyze.Task{task}
		c.Run.Queries = append([]*analyze.Query{{ID: "earlier", Engine: analyze.EngineRay, Tasks: []*analyze.Task{{}}}}, c.Run.Queries...)
		f := find(c)[0]
		said := strings.Contains(strings.Join(f.Evidence, "\n"), "starts an actor") && strings.Contains(f.Advice, "df.limit")
		if f.ID != x.id || said != x.limit {
			t.Errorf("%s: %s %q %s", x.name, f.ID, f.Evidence, f.Advice)
		}
	}
}
