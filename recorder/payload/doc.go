// Package payload reads JSON text that comes from outside into the columns of
// events. It knows no endpoint and no file: packages dashboard and eventlog say
// which member of what belongs in which column.
//
// Value walks over the text itself, so that numbers stay exact and unknown
// members stay as they were sent. Whatever the text holds, nothing here panics
// or uses more memory than a small multiple of it.
package payload
