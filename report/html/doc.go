// Package html writes a study as one HTML file that needs no network: what
// happened, for a person to look at in a browser. Its findings, its operators and
// its tables of few rows are plain HTML, readable without scripts; the app that
// is built from web/ links them with a timeline and tables of many rows.
//
// The file trusts nothing that a recording says. Text is escaped by
// html/template or is JSON in a data block; a drawn plan is rebuilt from the
// elements and attributes that are allowed; and a Content-Security-Policy lets
// only the scripts and styles run whose hashes it names, and nothing be fetched.
package html
