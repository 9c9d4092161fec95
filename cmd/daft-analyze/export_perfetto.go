package main

import (
	"io"

	"github.com/daft-analyze/daft-analyze/report/export/perfetto"
)

var perfettoTarget = exportTarget{
	name: "perfetto", suffix: ".pftrace", binary: true, open: "in a browser, at ui.perfetto.dev, which reads it there",
	doc:  "tasks by worker, operators, the critical path and memory over time, for Perfetto",
	file: func(in exported, w io.Writer) error { return perfetto.Write(w, in.study, in.cases) },
}
