// Package relation is what was understood of a recording as flat tables: typed
// columns with a name, a unit and a sentence about each. Tables for people, CSV,
// JSON, Parquet and the report's table are all drawn from it.
//
// A table holds nothing of its own: a cell is read from the model when it is
// asked for, so that a million samples cost no more than their order. Names are
// those of docs/json.md where that has the same thing; docs/tables.md is made from
// the columns that stand here.
package relation
