// Package screen shares a terminal between a job and a few lines about it.
//
// The lines are pinned to the bottom rows; the job has the rest, to which its
// output is confined by the terminal's own scrolling margins. So the job's bytes
// pass through as they are, its progress bars and colours work, and what scrolls
// away goes into the terminal's history as always. Escapes decides when that has to
// be given up for a while: when the job takes the whole screen, as an editor does.
package screen
