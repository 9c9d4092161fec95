package main

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// exportTarget is one form that export writes. It has either file or folder.
type exportTarget struct {
	name string
	doc  string // one line: what it holds and what opens it
	// suffix makes the default output of the recording's name: run.arrow becomes
	// run.pb.gz with ".pb.gz", and the folder run-csv with "-csv".
	suffix  string
	binary  bool // is not written to a terminal
	hasLogs bool // holds what the job printed
	// open is the command that opens what was written, in which %s stands for its
	// name; "" for none.
	open string

	file   func(in exported, w io.Writer) error
	folder func(in exported, create func(name string) (io.WriteCloser, error)) error
	// send sends it to an endpoint of the network; nil where it cannot be sent.
	send func(in exported, endpoint string, s streams) error
}

// exported is what is exported.
type exported struct {
	path  string // of the recording, as the user gave it
	out   string // name of the output, "-" for standard output
	study *finding.Study
	cases []*finding.Case // of the chosen queries
	all   bool            // they are all that the recording has
	// withoutLogs leaves out what the job printed, where a target has it.
	withoutLogs bool
	said        *said // when all is written
	// logs reads the lines of the job's logs that a filter lets through.
	logs func(analyze.LogFilter, func(*analyze.LogLine) error) error
}

// said is what is said when all is written, beside the name of the output.
type said struct {
	notes []string
	open  string // how to open it, where that is not as for the target
}

func (s *said) note(text string) { s.notes = append(s.notes, text) }

// exportTargets are the forms that export writes, in the order of its help.
var exportTargets = []exportTarget{
	pprofTarget,
	otlpTarget,
	otlpLogsTarget,
	parquetTarget,
	csvTarget,
	jsonTarget,
	perfettoTarget,
}

// exportTargetNames lists the targets' names.
func exportTargetNames() []string {
	var names []string
	for _, t := range exportTargets {
		names = append(names, t.name)
	}
	return names
}
