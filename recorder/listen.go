package recorder

import "context"

// Listen records what jobs report that were started with DAFT_DASHBOARD_URL set
// to the URL that ready is told, until ctx is done. Any number of jobs may
// report at a time. The URL holds an unguessable part unless only this machine
// reaches the address.
//
// Before ready is called, which may be nil, the URL answers; Listen goes on when it
// returns. Jobs need the Variables of the URL in their environment.
//
// An error says that recording could not begin. What fails later is in the
// Result. When ctx is done Listen returns within 30 s, however long what it
// writes to takes to answer; mostly within a second.
func Listen(ctx context.Context, o Options, ready func(url string)) (Result, error) {
	r, err := begin(o, modeListen)
	if err != nil {
		return Result{ExitCode: ExitSetup}, err
	}
	if ready != nil {
		ready(r.url)
	}
	<-ctx.Done()
	last, hurry := context.WithCancel(context.WithoutCancel(ctx))
	defer hurry()
	if o.Hurry != nil {
		go func() {
			select {
			case <-o.Hurry:
				hurry()
			case <-last.Done():
			}
		}()
	}
	return r.finish(last, outcomeStopped), nil
}
