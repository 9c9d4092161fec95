// Package layout lays out what report prints: lines that fit a width, plain
// tables, and Markdown that shows just the text that it was given. Whatever a
// recording holds, nothing that goes through it does anything to a terminal, to
// GitHub, or to the order in which text is read.
package layout
