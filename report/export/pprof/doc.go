// Package pprof writes a Study as a profile that `go tool pprof` opens. A stack
// is query, kind of segment, on Ray the stage, and operators as they nest in what
// runs together: natively the plan, on Ray the stage.
package pprof
