// Package tables writes tables of analyze/relation as CSV and as JSON: every
// column under its own name, numbers as they are.
package tables
