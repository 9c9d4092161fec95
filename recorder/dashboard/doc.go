// Package dashboard decodes what Daft posts to its dashboard into events.
//
// Daft 0.7.26 sends one HTTP request an event (src/daft-dashboard/src/engine.rs
// of its source has the bodies): the driver sends queries and plans, the runner
// operators and tasks, and on Ray each worker the counters of running tasks.
// Decode is a pure function from one request to the events that it carries. It
// judges nothing and loses nothing: a member of a body that has no column, or
// whose value does not fit its column, is kept in attrs as it was sent.
//
// Bodies come from outside. Whatever they hold, Decode neither panics nor uses
// more memory than a small multiple of the body; see the limits.
package dashboard
