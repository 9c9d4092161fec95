// Package taskgraph is the tasks of a query on Ray as a graph: what each task
// waited for, and why. The critical path walks it backward, the replay of what-if
// forward.
//
// Daft names what a task reads by the operator that its inputs are of. Where
// that operator dispatched tasks of its own, as Repartition does, these made the
// input. Where it is the one that dispatched the reader as well, they are those
// of an earlier phase of it: Sort samples, repartitions, then sorts. Else the
// operator is one that reads, as a broadcast join does, and the input was made by
// the operators below it in the plan that the reader does not run itself. Readers
// of a flight shuffle name nothing; they list the exchange among their operators.
// Where the submit of a task was lost, with all that it says of inputs, the other
// tasks of its stage tell, else the plan. A stage that reads nothing of others,
// and yet came after one had ended, is taken to have waited for that. What is
// inferred in one of these last ways is marked as a guess.
package taskgraph
