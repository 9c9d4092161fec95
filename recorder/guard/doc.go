// Package guard keeps what a job prints flowing when its recorder is killed.
//
// The job prints into pipes or pseudo-terminals that a recorder reads. If that were
// killed, nobody would have their other ends, and the job's next print would fail.
// So a small process, the guard, holds these ends as well, and what they lead
// to. It reads nothing, it only waits for the end of a pipe whose other end the
// recorder alone has: that comes when the recorder is gone, however it went, or when it
// leaves what is still open to the guard. From then on the guard passes on what comes,
// until there is no one left to print.
//
// Nothing is ever said between the two. A recorder that wants the ends to itself,
// so that a job whose reader has gone hears of it, kills the guard.
package guard
