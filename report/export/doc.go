// Package export holds what the encoders of other tools' formats share. Each
// package in it writes a Study in the form of one tool, and computes nothing of
// its own.
package export
