// Package format is the file format of a recording: what was observed, and
// nothing of what it means.
//
// A recording is one table of events (Event), each a fact that reached the
// recorder: a Kind and the columns that the kind fills (KindSpec, Column).
// On disk it is an Arrow IPC file with zstd-compressed bodies whose
// dictionaries grow as batches are written and are repeated whole at the end:
//
//	magic  schema  (dictionary deltas, batch)*  full dictionaries  end marker  footer
//	|<------- walkable at every moment ------>|<-------- written at close -------->|
//
// so that a recorder that was killed loses at most the last second, and a file
// that was closed opens in every Arrow tool. Writer writes it; Reader reads it
// with its own bounded framing, because arrow v17's readers panic, or exhaust
// memory, on damaged input. docs/format.md is the normative description.
package format
