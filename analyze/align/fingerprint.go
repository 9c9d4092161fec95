package align

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// FingerprintVersion numbers how Fingerprint and Shape are made. It changes with
// every change that gives another answer for the same plan, and stands first in
// both: those of different versions say nothing of each other.
const FingerprintVersion = 1

// mostPlan bounds the JSON of a plan that is hashed, in bytes.
const mostPlan = 8 << 20

// Fingerprint says of a query what it does, the same in each run of a job:
// version, parts and a hash, such as "1.plo.3f2a5c0d9e8b7a61". The parts are
// those of Daft's plans that the recording has: p for the physical plan, l for
// the logical one as the program wrote it, o for the optimized one. Ids, the
// optimizer's estimates, random names and seeds, addresses and folders are left
// out. "" where no plan is known at all. SamePlan compares two.
func Fingerprint(q *analyze.Query) string { return fingerprint(treeOf(q)) }

// Shape says what a query does in outline: its joins, aggregations, filters, sorts,
// and scans, without what they work on, and without what only moves rows or renames
// columns. It survives a repartition too many, other files, another condition, and
// is the same for both engines. "" where no physical plan is known.
func Shape(q *analyze.Query) string { return shape(treeOf(q)) }

// SamePlan reports whether two fingerprints are of the same plan. It is not known
// where one was made of other parts, as where Daft's sender dropped a plan, or by
// another version.
func SamePlan(a, b string) (same, known bool) {
	i, j := strings.LastIndexByte(a, '.'), strings.LastIndexByte(b, '.')
	if i < 0 || j < 0 || a[:i] != b[:j] {
		return false, false
	}
	return a == b, true
}

func fingerprint(t *tree) string {
	q := t.query
	h := sha256.New()
	parts := ""
	if q.Plan.Known {
		parts += "p"
		for i := range t.nodes {
			if n := &t.nodes[i]; n.op != nil && n.op.InPlan {
				fmt.Fprintf(h, "%q %v\n", n.name, len(n.children))
			}
		}
	}
	for _, p := range []struct{ part, plan string }{{"l", q.LogicalPlan}, {"o", q.OptimizedPlan}} {
		if text := canonical(p.plan, q.ID); text != nil {
			parts += p.part
			h.Write(text)
			h.Write([]byte{'\n'})
		}
	}
	if parts == "" {
		return ""
	}
	return strconv.Itoa(FingerprintVersion) + "." + parts + "." + hex.EncodeToString(h.Sum(nil)[:8])
}

func shape(t *tree) string {
	if !t.query.Plan.Known {
		return ""
	}
	return fmt.Sprintf("%d.%016x", FingerprintVersion, t.nodes[t.root()].shape)
}

// canonical is a plan's JSON with its members sorted, without what differs from
// run to run; nil where there is none.
func canonical(plan, queryID string) []byte {
	if plan == "" || len(plan) > mostPlan {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(plan))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(steady(v, queryID)) != nil {
		return nil
	}
	return out.Bytes()
}

// steady takes out of a plan what differs from run to run.
func steady(v any, queryID string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			switch k {
			case "id", "node_id", "plan_id", "seed", "approx_stats", "stats":
				delete(v, k)
			default:
				v[k] = steady(x, queryID)
			}
		}
	case []any:
		for i, x := range v {
			v[i] = steady(x, queryID)
		}
	case string:
		return stable(v, queryID)
	}
	return v
}
