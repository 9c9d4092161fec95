// Package stat has the statistics of few runs: which of two small samples is larger,
// by how much, how sure that is, and what so few runs could have found at all.
//
// Where a function takes two samples, the first is the one that is judged (the new
// runs), the second what it is judged by (the base): a shift is first minus second,
// a ratio first over second, and Greater asks whether the first is larger.
//
// What cannot be told is NaN, never 0: an empty sample, or one with a value that is
// NaN or infinite; a spread of one value; logarithms of what is not positive; an
// interval of more confidence than so few values give. Each function says which.
//
// Everything is a pure function of its arguments, power included, which is
// simulated from a fixed seed.
package stat
