package analyze

// Selectivity returns the optimizer's guess of the share of the scanned rows
// that are left at an operator: below 1 at a scan that filters while it reads.
// It is unknown where there is none, as on Ray.
func (o *Operator) Selectivity() Ratio {
	return Ratio{V: o.selectivity, Known: o.selectivity > 0}
}
