// Package skew finds the stages of a query on Ray whose tasks are unlike each
// other so much that the query suffers, and says why they are.
package skew
