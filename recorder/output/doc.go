// Package output makes events of what a job prints.
//
// A Splitter parts the bytes of one stream into lines, a progress bar that is
// written over and over being one line; Tag tells from a line's beginning which
// process, actor or worker printed it, as far as Ray or Daft put that there. Both are
// pure functions of the bytes: nothing here reads, writes or waits.
package output
