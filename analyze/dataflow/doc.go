// Package dataflow tells how a query moved data: exchanges between stages,
// scans and writes, with what each cost on the critical path.
package dataflow
