package analyze

// Plan is the physical plan of a query as Daft reported it when execution
// began. It is fixed from then on: Daft does not re-plan.
type Plan struct {
	Known bool // false: no plan, or one that could not be read
	// Roots are the operators that feed no other, usually one. Operators that
	// the plan does not know are not reachable from here, see Operator.InPlan.
	Roots []*Operator
}
