package format

import "time"

// Time is a moment in integer nanoseconds since the Unix epoch, UTC.
// There is no zero or "unknown" Time: an unknown time is an absent column.
type Time int64

// TimeOf converts a standard library time.
func TimeOf(t time.Time) Time { return Time(t.UnixNano()) }

// Std converts to a standard library time in UTC.
func (t Time) Std() time.Time { return time.Unix(0, int64(t)).UTC() }

// Sub returns t - u.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// Clock names the process whose clock stamped an event's time. Times of two
// different clocks may disagree by the clocks' offset, so every time carries
// the name of its clock.
type Clock string

// The clocks of a recording.
const (
	ClockDriver   Clock = "driver"   // the process that runs the user's script
	ClockRunner   Clock = "runner"   // Daft's scheduler actor on Ray, which stamps all task events
	ClockWorker   Clock = "worker"   // a Daft worker on Ray
	ClockRecorder Clock = "recorder" // the recorder itself: the moment of arrival
)

// Source says by which way an event reached the recorder.
type Source string

// The sources of a recording.
const (
	SourceDashboard Source = "dashboard" // Daft's dashboard protocol
	SourceRecorder  Source = "recorder"  // observed by the recorder itself
	SourceOTLP      Source = "otlp"      // OpenTelemetry's protocol
	SourceOutput    Source = "output"    // the job's standard output and standard error
	SourceEventLog  Source = "eventlog"  // Daft's own log of events, imported: its arrival is unknown
)
