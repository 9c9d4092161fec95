package analyze

import "slices"

// SpreadOf summarizes values, which it leaves as they are.
func SpreadOf(values []int64) Spread { return spreadOf(slices.Clone(values)) }
