// Package parallel tells how many things ran at a time, and what the others
// waited for: per worker and per operator, over time.
package parallel
