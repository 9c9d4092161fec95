// Package eventlog decodes Daft's own log of events.
//
// Daft 0.7.26 writes one JSON object a line into DIR/QUERY_ID/events.jsonl
// (daft/subscribers/event_log.py of its source has the members): natively the
// driver does where the job calls enable_event_log(DIR), on Ray the scheduler
// and the workers do where DAFT_EVENT_LOG_DIR is set. On Ray the log says
// nothing of what the driver knows: no start, plan or end of a query, and no
// tasks; and what its workers log speaks of their own plans.
//
// Decode is a pure function from one line to the event that it carries. It
// judges nothing and loses nothing: a member that has no column, or whose value
// does not fit its column, is kept in attrs as it was logged. Scan reads the
// lines of a file.
package eventlog
