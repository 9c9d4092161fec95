package recorder

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/forward"
)

// A recording is what Run and Listen share: a file, and a server and a sink
// that fill it.
type recording struct {
	target *target
	lost   losses
	sink   *sink
	server *server
	url    string // for DAFT_DASHBOARD_URL
	ticker *time.Ticker
	watch  *sampler // nil where nothing is sampled

	forward *forward.Forwarder // to where the job would have reported to without us
}

// Modes of a recording: the name of its recording_start.
const (
	modeRecord = "record"
	modeListen = "listen"
	// modeCollect is that of each file in a directory.
	modeCollect = "collect"
)

// How a recording ends: the outcome of its recording_end.
const (
	outcomeJobEnded = "job ended"
	outcomeStopped  = "stopped"
)

// begin opens the address and the file of the options and starts to take
// requests. What it had created is gone if it fails.
func begin(o Options, mode string) (*recording, error) {
	if err := checkToken(o.Token); err != nil {
		return nil, err
	}
	l, err := listen(o)
	if err != nil {
		return nil, err
	}
	r := &recording{}
	clock := startClock()
	if r.target, err = openTarget(o, clock, &r.lost); err != nil {
		_ = l.Close()
		return nil, err
	}
	// Of a collector on loopback the user copies the URL by hand.
	token := o.Token
	if token == "" && (mode == modeRecord || !isLoopback(l)) {
		token = newToken()
	}
	r.ticker, r.url = time.NewTicker(flushEvery), dashboardURL(l, o.Advertise, token)
	r.sink = newSink(r.target, clock.now, queueLength, &budget{limit: maxHeld}, &r.lost, o.Observe, r.ticker.C)
	if r.target.dir == nil { // there each file begins with one
		r.sink.note(recordingStart(mode))
	}
	r.forward = forward.New(environOf(o).ofDaft().get, isSelf(l, o.Advertise), o.warn)
	r.server = newServer(l, r.sink, token, o.serverLimits(), r.forward)
	r.server.rate = newRateLimit(o.RequestsPerSecond, time.Now)
	if mode == modeListen {
		r.server.target = r.target
	}
	if r.target.dir != nil {
		r.server.repeats = nil
	}
	r.server.start()
	return r, nil
}

// finish waits until Daft's processes are quiet, and closes the recording. If
// ctx is done it hurries.
func (r *recording) finish(ctx context.Context, outcome string) Result {
	end := format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, outcome)
	if r.watch != nil {
		r.watch.stop(end)
	}
	patience := closePatience
	if r.server.target != nil {
		r.server.stopping.Store(true)
		patience = collectPatience
	}
	r.drain(ctx)
	r.server.stop()
	forwarded := r.closeForward(ctx, end)
	r.ticker.Stop()
	began := time.Now()
	if n := r.server.rejected.Load(); n > 0 {
		end.SetAttr("rejected_requests", strconv.FormatInt(n, 10))
	}
	result := Result{Path: r.target.path}
	err := r.sink.close(end, patience)
	if err != errStuck {
		if closeErr := r.target.close(); err == nil {
			err = closeErr
		}
		result.Events, result.Bytes, result.Queries = r.sink.out.Count(), r.sink.out.Size(), r.sink.seen()
		if err == nil {
			result.Bytes = r.target.compact(ctx, patience-time.Since(began), result.Bytes, result.Events)
		}
		if r.target.dir != nil {
			result.Files = r.target.dir.Files()
		}
	}
	if err != nil {
		result.WriteError = fmt.Errorf("the recording %s is incomplete: %w", r.target.path, err)
	}
	result.Requests, result.Rejected = r.server.requests.Load(), r.server.rejected.Load()
	result.Losses = r.lost.all()
	result.Forwarded = forwarded
	return result
}

func (r *recording) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, drainMost)
	defer cancel()
	r.server.drain(ctx, drainQuiet, drainPoll)
}

// closeForward lets what is forwarded arrive, for a bounded time, and notes in
// the recording's end how much did not: no loss of the recording, but the user
// may miss it elsewhere.
func (r *recording) closeForward(ctx context.Context, end *format.Event) []forward.Report {
	ctx, cancel := context.WithTimeout(ctx, forwardMost)
	defer cancel()
	reports := r.forward.Close(ctx)
	for _, f := range reports {
		end.SetAttr("forwarded_"+f.Name, strconv.FormatInt(f.Delivered, 10))
		if n := f.Missing(); n > 0 {
			end.SetAttr("not_forwarded_"+f.Name, strconv.FormatInt(n, 10))
		}
	}
	return reports
}

// abandon ends a recording of a job that never ran and removes its file.
func (r *recording) abandon() {
	if r.watch != nil {
		r.watch.tree.Close()
	}
	r.server.stop()
	now, cancel := context.WithCancel(context.Background())
	cancel()
	r.forward.Close(now)
	r.ticker.Stop()
	_ = r.sink.close(format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, outcomeStopped), closePatience)
	r.target.discard()
}

// discard closes a file that this program has created and removes it.
func discard(file *os.File) {
	info, err := file.Stat()
	_ = file.Close()
	if err == nil && info.Mode().IsRegular() {
		_ = os.Remove(file.Name())
	}
}
