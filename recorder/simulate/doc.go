// Package simulate makes up queries on Ray whose course is known, and sends
// them as Daft 0.7.26 would: a discrete-event model of a cluster runs the tasks
// of a plan, and what happened becomes requests to the dashboard, with Daft's
// paths and bodies. It exists for tests: what an analysis says of a simulated
// recording can be held against what was put into it. So it knows the wire and
// shares no code and no constants with the analysis, nor does the program
// import it.
//
// A Spec says what to simulate: the shape of the plan, the cluster, how much
// there is to do, and what goes wrong. A Cause is one thing that goes wrong:
// what it costs is the wall time of a Spec with it less that of the same Spec
// without it, as both draw the same random numbers.
//
// A Change is one thing that can differ between two runs of a query: a Pair is the
// same query on the same data twice, each with noise of its own, and with a change,
// several or none between the two.
//
// # Where the numbers come from
//
// They were taken from the recordings of real runs in testdata/recordings and
// testdata/progress (Daft 0.7.26, Ray 2.59.0, one machine of two cores, one to
// three Ray nodes), and fit_test.go holds them against these:
//
//   - what a task takes beyond the work of its operators, such as Ray's way
//     there and back: median 12 ms (wall less Daft's duration of stages that
//     only scan: medians of 8 to 24 ms);
//   - how much equal tasks differ: standard deviation of ln(wall) 0.1 to 0.3
//     within a stage, median 0.18;
//   - from a task's end to the next one's schedule: median 0.3 ms, one in ten
//     above 1.5 ms;
//   - from submit to schedule where a slot is free: median 0.1 ms;
//   - from submit to submit within a stage: median 0.1 ms, one in ten
//     above 0.6 ms (recorded up to 40 ms; simulated up to 5);
//   - from the last end of a stage to the first submit of the next: median
//     0.6 ms, one in ten above 8 ms; before a Sort's second pass 0.7 to 1.1 s where the cluster does it
//     for the first time, else 5 to 10 ms;
//   - from the start of execution to the first submit: 4 to 14 ms, and 1.3 to
//     3 s where the cluster has to start its actors;
//   - planning: median 0.08 ms, one in ten above 0.2 ms; from the last task's end to that of execution 4 to
//     16 ms, then 0.03 to 0.5 ms to the end of the query;
//   - a dead worker: a task that it has is given out to it again each 2 s, and
//     it is noticed after some 6 to 12 s;
//   - arrival of a request: median 1 ms after sending, one in ten above 5 ms.
//
// Nothing is quite even in any query: tasks, files and partitions vary, now and
// then a task takes long for no reason, a worker is a little slow.
//
// Where a shuffle is of more than 30,000 pieces or 8 GiB it goes by Arrow Flight,
// as Daft's guide says, but for causes that are about that.
//
// Not fitted, but made up: rates of operators, numbers of rows and bytes, and
// how large clusters and stages are. Daft stamps tasks with the resolution of a
// float64 of seconds, 0.24 us; whole milliseconds, which only its event log
// has, can be asked for.
package simulate
