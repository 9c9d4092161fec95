// Package memory tells how the memory of a job's processes rose and fell, what
// ran at its peak, and whether it grew from query to query.
package memory
