// Package finding turns what was measured into advice: each finding names what
// it costs on the critical path, what the query would gain without it, the
// evidence, and what to change in the job, in Daft's terms.
package finding
