package critical

import "github.com/daft-analyze/daft-analyze/analyze"

// nativePath finds the owner of each interval of a query that ran natively.
func nativePath(run *analyze.Run, q *analyze.Query) *Path { return unrecordedPath(q) }
