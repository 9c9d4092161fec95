// Package uncached keeps go-graphviz, which tests are held against, from leaving
// a folder for machine code in the folder for temporary files: it makes that when
// a program starts, and does without where it cannot.
//
// Go initializes packages in the order of their paths, as soon as what they
// import is: this one before go-graphviz, which takes its folder from TMPDIR.
package uncached

import "os"

const variable = "TMPDIR"

var was, known = os.LookupEnv(variable)

func init() { _ = os.Setenv(variable, "/dev/null/none") }

// Restore gives TMPDIR back what it was.
func Restore() error {
	if !known {
		return os.Unsetenv(variable)
	}
	return os.Setenv(variable, was)
}
