package stat

// NormalMannWhitney is MannWhitney of samples too large for the exact distribution.
var NormalMannWhitney = normalMannWhitney

// StudentAbove is checked by itself.
var StudentAbove = studentAbove

// SmallSampleMAD is by what RobustLogSigma differs from SciPy's.
var SmallSampleMAD = smallSampleMAD
