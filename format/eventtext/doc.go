// Package eventtext is the text twin of the recording format: one event a
// line, readable, diffable, and written by hand in tests and bug reports.
//
//	# a comment
//	query_start source=dashboard clock=driver time_ns=1795394768858464000 query_id=hardy-phoenix-260fd4 text="{}"
//	task_submit query_id=hardy-phoenix-260fd4 task_id=0 node_ids=[1,3]
//	task_input task_id=0 input=scan paths=["a.parquet","b c.parquet"] attrs.tries="3"
//
// A line is the event's kind and then column=value for each known column, in
// the order of format.Columns when printed and in any order when read. Text is
// bare where it consists of letters, digits and -_.:/@+ only, else a Go string
// literal in double quotes. Lists stand in brackets, separated by commas,
// their texts always quoted. An entry of the attrs column is attrs.KEY=VALUE,
// with KEY quoted where it is not bare. Blank lines and lines that begin with
// # are skipped.
package eventtext
