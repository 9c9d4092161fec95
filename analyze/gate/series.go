package gate

// Series is one noisy metric of the runs that have it, on each side.
type Series struct {
	Metric      string
	Unit        string
	Base, New   []int64 // in the order of time as far as it is known
	MinRatio    float64 // from which on a change matters, such as 1.10
	MinAbsolute int64   // and in the metric's unit
	Gated       bool    // it is of the family that the correction for many tests is over
}

// Decision is what statistics say of a Series.
type Decision struct {
	Verdict Verdict
	Why     string // one line, with numbers
	Times   *Times
}
