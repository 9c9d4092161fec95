package main

import (
	"io"
	"path/filepath"

	"github.com/daft-analyze/daft-analyze/report/export/pprof"
)

var pprofTarget = exportTarget{
	name: "pprof", suffix: ".pb.gz", binary: true, open: "go tool pprof -http=: %s",
	doc: "the critical path, busy time and tasks as a flame graph, for go tool pprof",
	file: func(in exported, w io.Writer) error {
		return pprof.Write(w, in.study, in.cases, pprof.Options{Name: filepath.Base(in.path), CreatedBy: createdBy})
	},
}
