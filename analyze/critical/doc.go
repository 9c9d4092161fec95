// Package critical finds the critical path of a query: segments that tile its
// wall time exactly, each with what the query waited for in it. On Ray it is a
// walk backward over tasks, by what arrived last; natively, where all operators
// overlap, an owner is found for each interval.
package critical
