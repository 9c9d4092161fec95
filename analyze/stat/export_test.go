package stat

// NormalMannWhitney is MannWhitney of samples too large for the exact distribution.
var NormalMannWhitney = normalMannWhitney

// StudentAbove and StudentQuantile are checked by themselves.
var (
	StudentAbove    = studentAbove
	StudentQuantile = studentQuantile
)

// SmallSampleMAD is by what RobustLogSigma differs from SciPy's.
var SmallSampleMAD = smallSampleMAD
