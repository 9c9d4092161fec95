package critical

import "github.com/daft-analyze/daft-analyze/analyze"

// rayPath walks backward over the tasks of a query.
func rayPath(run *analyze.Run, q *analyze.Query) *Path { return unrecordedPath(q) }
