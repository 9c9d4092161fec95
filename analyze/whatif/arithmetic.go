package whatif

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// scaled multiplies and rounds to the nearest, within int64.
func scaled(ns int64, by float64) int64 { return saturate.Whole(math.Round(float64(ns) * by)) }
