package process

import "github.com/daft-analyze/daft-analyze/format"

// Unknown is the value of what the system did not tell.
const Unknown = -1

// A Sample is what one process had used at a moment. Each number may be
// Unknown. Samples are kept small, as many may wait to be written.
type Sample struct {
	PID, PPID int
	Role      Role
	Name      string // of the command, "" where unknown

	CPU                int64 // user and system, nanoseconds since the process began
	RSS, Shared        int64 // resident bytes, and those of them that others may share
	IORead, IOWritten  int64 // bytes from and to storage since the process began
	Threads, OpenFiles int64
}

// Fill writes s into e, which becomes a process_sample.
func (s *Sample) Fill(e *format.Event) *format.Event {
	e.Reset(format.ProcessSample)
	e.SetInt(format.PID, int64(s.PID)).SetInt(format.PPID, int64(s.PPID)).SetLabel(format.Role, string(s.Role))
	if s.Name != "" {
		e.SetLabel(format.Name, s.Name)
	}
	for _, v := range []struct {
		column format.IntColumn
		value  int64
	}{
		{format.CPUNS, s.CPU}, {format.RSSBytes, s.RSS}, {format.SharedBytes, s.Shared},
		{format.IOReadBytes, s.IORead}, {format.IOWrittenBytes, s.IOWritten},
		{format.Threads, s.Threads}, {format.OpenFiles, s.OpenFiles},
	} {
		if v.value >= 0 {
			e.SetInt(v.column, v.value)
		}
	}
	return e
}
