// Package analyze turns the facts of a recording into a model of what
// happened.
//
// A format.Event is an observation: it says what somebody reported, at what
// time by whose clock. A Run is an understanding: queries with their plans,
// operators, tasks and workers, each number with its Origin, each time with
// its clock, and in Trust what is missing and what must not be believed.
// Replay is the only bridge between the two.
//
// What Daft reports wrongly or not at all is repaired in small named steps
// (repairs), each of which leaves a mark: a repaired number is Derived, a
// repaired task says so, and the query's Trust has a note. Nothing unknown is
// ever shown as zero.
package analyze
