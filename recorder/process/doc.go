// Package process watches the processes of a job: which they are, and what
// each uses of CPU, memory, storage, threads and files.
//
// A Tree finds them, also those that left the job's process tree, as Ray's
// daemons do: by ancestry, and by a variable in their environment that the
// recorder gave the job. A Pace says when to look next, so that looking costs
// a bounded share of one core. Linux only; elsewhere there are no samples.
package process
