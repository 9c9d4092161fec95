package align

// likeness grades how much two queries are alike, 0 where they are not held to be
// the same: 500 to 1,000 by shape, up to 450 by similarity. Queries that name
// columns, and none in common, are never the same: shapes such as an aggregation
// of a scan are everywhere.
func likeness(a, b *Mark) int32 {
	if a.Shape == "" || b.Shape == "" {
		return 0
	}
	columns, told := int32(1000), len(a.Columns) > 0 && len(b.Columns) > 0
	if told {
		columns = common(a.Columns, b.Columns)
		if columns < 100 {
			return 0
		}
	}
	if a.Shape == b.Shape {
		return 500 + columns/2
	}
	kinds := commonKinds(a.Kinds, b.Kinds)
	all := kinds
	if told {
		all = (kinds + columns) / 2
	}
	if kinds < 400 || all < 550 {
		return 0
	}
	return all * 45 / 100
}

// common is the share of two sorted lists that both have, in thousandths (Dice).
func common(a, b []uint32) int32 {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return int32(2000 * n / max(1, len(a)+len(b)))
}

// commonKinds is the share of operators that two plans have in common, by kind,
// in thousandths.
func commonKinds(a, b map[string]int64) int32 {
	var both, all int64
	for k, n := range a {
		both += min(n, b[k])
		all += n
	}
	for _, n := range b {
		all += n
	}
	return int32(2000 * both / max(1, all))
}
