// Package changepoint finds where the level of a series changed: E-divisive means
// (Matteson and James, A nonparametric approach for multiple change point analysis of
// multivariate data, 2014), as Hunter and Apache Otava use it on performance (Fleming
// et al., Hunter: using change point detection to hunt for performance regressions,
// 2023): windows that slide over the series, a t-test in the place of permutations,
// weak points first, which are then merged away.
//
// What it cannot do: a change shows once there are some values after it (MinSegment
// at least, more where it is small beside the noise); a trend comes out as stairs; what
// goes up and comes down again within less than five values may be missed; and of series
// without any change some have one all the same, as values are looked at from many
// places, many more where each value is like the one before. How many, and how many
// values it takes: docs/decisions/0028-statistics.md.
package changepoint
