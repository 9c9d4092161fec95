// Package collect writes the events of many queries to a directory, one file a
// query, or one a job where the address that a job reports to names it.
//
//	route   which file an event belongs to
//	track   what is known of one query or job, and of its file
//	file    one file: NAME.arrow.partial while it is written, NAME.arrow from then on
//	retain  which finished files are deleted again
//
// A Collection is the writer of a recorder's sink, which calls it from one
// goroutine. A failing file costs its own events, which are counted, and leaves
// the others alone.
package collect
