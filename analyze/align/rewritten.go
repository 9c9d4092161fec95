package align

func rewritten(a, b *tree, p *QueryPair) []Rewrite { return nil }
