package recorder

import (
	"os"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
	"github.com/daft-analyze/daft-analyze/recorder/forward"
)

// Options says what to record and where to.
type Options struct {
	Output     string // file to write
	Force      bool   // replace Output if it exists
	CreatedBy  string // program and version for the file's metadata, such as "daft-analyze 0.1.0"
	BestEffort bool   // of Run: if recording cannot begin, run the job all the same

	// Address is where to listen, such as "127.0.0.1:0". Port 0 takes a free one.
	// If empty, it is that, or every address of this machine if Advertise is set.
	Address string
	// Advertise is the host that the job's processes reach the recorder by, if
	// it is not that of Address: "host" or "host:port".
	Advertise string

	// Directory, of Listen, is written to instead of Output: one file a query, or
	// one a job where the URL that a job reports to ends in "/job/NAME". See
	// docs/collect.md. It is created if it does not exist; another collector must
	// not write to it at the same time.
	Directory string
	// Limits bound the files in Directory; collect.DefaultLimits are what the
	// command line takes.
	Limits collect.Limits
	// Closed is told of each file in Directory that is finished, by the goroutine
	// that writes: it must be quick. It may be nil.
	Closed func(collect.File)
	// Token is the part of the URL that lets a job report: 16 to 128 letters,
	// digits, _ or -. If empty, one is made, unless Listen is on loopback.
	Token string
	// RequestsPerSecond is how many requests one remote address may make, and
	// twice as many at once; what is beyond is answered 429 and counted as lost.
	// 0: any number.
	RequestsPerSecond int
	// Connections is how many may be open at a time; 2048 if 0.
	Connections int64
	// Hurry, of Listen, is closed when ctx is done and what is still sent is not
	// to be waited for. It may be nil.
	Hurry <-chan struct{}

	// Arguments is the job's command line, of Run: the program, which is looked up
	// in PATH, and its arguments. No shell sees it.
	Arguments []string
	// Environ is the environment that the job gets, with what makes it report
	// added; os.Environ() if nil. Where it says that the job reports to a dashboard
	// of the user's, what comes is forwarded there.
	Environ []string
	// NoInject leaves PYTHONPATH alone. Ray workers of a cluster that the job
	// joins then report no tasks.
	NoInject bool
	// NoOTLP leaves out what Daft exports by OpenTelemetry's protocol: counters
	// that cannot be dropped, spans, and rows that UDFs failed on.
	NoOTLP bool
	// Spans has Daft export spans as well; see SpansByDefault.
	Spans bool
	// NoSamples leaves out the samples of the job's processes.
	NoSamples bool
	// NoLogs leaves the job's output alone: it gets Stdout and Stderr themselves,
	// and what it prints is not recorded.
	NoLogs bool
	// Stdin is handed on to the job; Stdout and Stderr are where its output goes.
	// Each is the process's own if nil.
	Stdin, Stdout, Stderr *os.File

	// Guard is the command of a small process that stands by while the job runs: if
	// this process is killed, it passes on what the job prints, which could print no
	// more otherwise. The streams' names are appended to it. {"daft-analyze",
	// guard.Argument} is one, another is a program that calls guard.Main. None if
	// empty; there are none on Windows.
	Guard []string

	// Screen, unless it is nil, shares the terminal with the job.
	Screen Screen

	// Observe is told each event when it was written, one at a time, by the
	// goroutine that writes: it must be quick. The event stands until it returns.
	// It may be nil.
	Observe func(e *format.Event)
	// Warn is told, in one line each, what the user should know. It may be called
	// by several goroutines at a time. It may be nil.
	Warn func(line string)
}

// How long to wait after the job, or after Listen was told to stop, for what
// Daft's processes still send.
const (
	drainQuiet = 200 * time.Millisecond
	drainPoll  = 10 * time.Millisecond
	drainMost  = 2 * time.Second
	// forwardMost is for what is still to be forwarded to the user's own endpoints.
	forwardMost = 3 * time.Second
	// closePatience is for the file system; a job must not hang on ours.
	closePatience = 30 * time.Second
	// A collector must have ended within the 30 s after which Kubernetes kills it.
	collectPatience = 20 * time.Second
)

// serverLimits returns what the server takes.
func (o Options) serverLimits() limits {
	l := serverLimits
	if o.Connections > 0 {
		l.connections = o.Connections
	}
	return l
}

func (o Options) warn(line string) {
	if o.Warn != nil {
		o.Warn(line)
	}
}

// Result says how a recording went.
type Result struct {
	// ExitCode is the job's own; 128+n if signal n ended it; 127 if there is no
	// such program, 126 if it cannot be executed; 125 if recording could not
	// begin and the job was not run.
	ExitCode int

	Path     string   // of the recording, or the directory; "" if there is none
	Files    int64    // that were finished in the directory
	Events   int64    // in the recording; with a WriteError, at most
	Bytes    int64    // of the file
	Requests int64    // that Daft's processes sent
	Rejected int64    // requests that were not Daft's: wrong token, method or path
	Queries  []string // ids of the queries that began
	Losses   []Loss   // what the recorder itself lost

	// Forwarded says how it went to send on to where the job would have reported
	// to without us; nothing where it would have reported to nobody.
	Forwarded []forward.Report

	// WriteError is why the recording is incomplete, nil if it is complete.
	WriteError error
}

// ExitSetup is the exit code if recording could not begin.
const ExitSetup = 125
