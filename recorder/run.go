package recorder

import (
	"context"
	"fmt"
	"os"
)

// Run runs a job and records what it reports. The job gets the streams of the
// options as they are, the signals that are meant for it, and the environment
// that makes Daft report.
//
// An error says that the job was not run and why; the Result has the exit code
// for that. What fails after the job has started is in the Result. If ctx is
// done, the job gets SIGTERM.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	program, err := findProgram(o.Arguments)
	if err != nil {
		return Result{ExitCode: startFailure(err)}, err
	}
	rec, err := begin(o, modeRecord)
	if err != nil {
		if !o.BestEffort {
			return Result{ExitCode: ExitSetup}, err
		}
		o.warn(fmt.Sprintf("the job runs unrecorded: %v", err))
		return runPlain(ctx, o, program, err)
	}
	env, remove := rec.environ(o)
	defer remove()
	signals := catchSignals()
	defer signals.stop()
	j, err := startJob(o, program, env)
	if err != nil {
		rec.abandon()
		return Result{ExitCode: startFailure(err)}, err
	}
	rec.sink.note(j.started(o.Arguments))
	exit := j.wait(ctx, signals, rec.sink.note)
	rec.sink.note(j.ended(exit))

	// From now on a signal only means that we should hurry.
	finishCtx, hurry := context.WithCancel(context.WithoutCancel(ctx))
	defer hurry()
	go signals.onNext(hurry)
	result := rec.finish(finishCtx, outcomeJobEnded)
	result.ExitCode = exit.code()
	return result, nil
}

// runPlain runs the job without a recording.
func runPlain(ctx context.Context, o Options, program string, why error) (Result, error) {
	signals := catchSignals()
	defer signals.stop()
	j, err := startJob(o, program, o.Environ)
	if err != nil {
		return Result{ExitCode: startFailure(err)}, err
	}
	exit := j.wait(ctx, signals, nil)
	return Result{ExitCode: exit.code(), WriteError: why}, nil
}

// environ returns the job's environment, and what removes the files that it
// refers to.
func (r *recording) environ(o Options) (env []string, remove func()) {
	if url, ok := environ(o.Environ).get(envURL); ok && url != "" {
		o.warn(envURL + " was set; the job reports to the recorder instead of to that dashboard")
	}
	dir := ""
	if !o.NoInject {
		var err error
		if dir, err = writeInject(); err != nil {
			o.warn(fmt.Sprintf("Ray workers of a cluster that the job joins will report no tasks: %v", err))
		}
	}
	remove = func() {
		if dir != "" {
			_ = os.RemoveAll(dir)
		}
	}
	return jobEnviron(o.Environ, r.url, dir), remove
}
