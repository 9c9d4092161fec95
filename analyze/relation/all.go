package relation

import "github.com/daft-analyze/daft-analyze/analyze/finding"

// All returns every table of the cases but logs, in the order of Kinds.
func All(s *finding.Study, cases []*finding.Case) []*Table {
	kinds := Kinds()
	list := make([]*Table, len(kinds))
	for i, k := range kinds {
		list[i] = k.Of(s, cases)
	}
	return list
}
