package recorder

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/process"
)

// Run runs a job and records what it reports and prints. The job gets the
// signals that are meant for it, the environment that makes Daft report, and the
// streams of the options: its input as it is, and pipes or pseudo-terminals that lead to
// its outputs, unless NoLogs is set.
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
	o.Directory = "" // is for Listen
	rec, err := begin(o, modeRecord)
	if err != nil {
		if !o.BestEffort {
			return Result{ExitCode: ExitSetup}, err
		}
		o.warn(fmt.Sprintf("the job runs unrecorded: %v", err))
		return runPlain(ctx, o, program, err)
	}
	mark := rec.sample(o)
	env, remove := rec.environ(o, mark)
	defer remove()
	outlets := rec.openOutlets(&o)
	env = outlets.environ(env, o)
	group := process.OwnGroup()
	kills := countKills(group)
	signals := catchSignals()
	defer signals.stop()
	j, err := startJob(o, program, env)
	if err != nil {
		outlets.begin(nil)
		rec.abandon()
		return Result{ExitCode: startFailure(err)}, err
	}
	started := j.started(o.Arguments)
	if limit, ok := group.Limit(); ok {
		started.SetInt(format.MemoryLimitBytes, limit)
	}
	rec.sink.note(started)
	outlets.begin(j)
	if rec.watch != nil {
		rec.watch.start(j.cmd.Process.Pid)
	}
	exit := j.wait(ctx, signals, rec.sink.note)
	at := rec.sink.now()
	ended := j.ended(exit)
	kills.since(ended)

	// From now on a signal only means that we should hurry.
	finishCtx, hurry := context.WithCancel(context.WithoutCancel(ctx))
	defer hurry()
	go signals.onNext(hurry)
	outlets.jobEnded(outputOrder) // so that its last lines stand before its end
	rec.sink.noteLate(ended, at)
	outlets.end(finishCtx, o)
	result := rec.finish(finishCtx, outcomeJobEnded)
	outlets.guard.wait()
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

// sample makes ready to sample the processes of a job that is about to start,
// and returns the mark that is to stand in its environment, "" where nothing
// samples.
func (r *recording) sample(o Options) (mark string) {
	if o.NoSamples {
		return ""
	}
	mark = newMark()
	t, err := process.NewTree(envMark + "=" + mark)
	if err != nil {
		if runtime.GOOS == "linux" { // elsewhere it is so, and documented
			o.warn(fmt.Sprintf("CPU and memory of the job's processes are not recorded: %v", err))
		}
		return ""
	}
	r.watch = &sampler{sink: r.sink, lost: &r.lost, tree: t}
	return mark
}

// environ returns the job's environment, and what removes the files that it
// refers to.
func (r *recording) environ(o Options, mark string) (env []string, remove func()) {
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
	env = jobEnviron(o.Environ, r.url, dir, mark, !o.NoOTLP)
	if !o.NoOTLP {
		env = withExporters(env, exporters(o.Environ, r.url, r.server.token, o.Spans), dir != "")
	}
	return env, remove
}
