package simulate

// The shapes are those of recorded plans; the shares of operators are made up.

// scanShares are what the parts of a stage that scans take of its work.
func (b *builder) scan(share float64) float64 {
	if b.ScanTimes > 0 {
		return share * b.ScanTimes
	}
	return share
}

// wide is how many tasks the widest stage has.
func (b *builder) wide() (int, float64, float64) {
	n, rows, mean := b.tasks(), b.Rows, b.Mean
	if b.FewFiles > 0 {
		rows *= float64(n) / float64(b.FewFiles)
		mean *= float64(n) / float64(b.FewFiles)
		n = b.FewFiles
	}
	if b.Tiny > 0 {
		rows, mean = max(1, rows/b.Tiny), mean/b.Tiny
	}
	return n, rows, mean
}

func (b *builder) fanOut() {
	scan := b.op(kindSource, "ScanTaskSource")
	filter := b.op(kindFilter, "Filter", scan)
	project := b.op(kindDefault, "Project", filter)
	sum := b.op(kindDefault, "Sum", project)
	gather := b.op(kindDefault, "Gather", sum)
	final := b.op(kindDefault, "Sum", gather)
	b.op(kindDefault, "Project", final)
	n, rows, mean := b.wide()
	s := b.stage("PhysicalScan->Filter->Project->UnGroupedAggregate->GatherWrite", n, rows, mean, nil, nil,
		part{o: scan, share: b.scan(0.35), ratio: 1, width: 50}, part{o: filter, share: 0.15, ratio: 0.6, width: 50},
		part{o: project, share: 0.25, ratio: 1, width: 16}, part{o: sum, share: 0.24, ratio: 1e-9, width: 8}, part{o: gather, share: 0.01, ratio: 1, width: 8})
	b.scans(s, scan)
	b.one("InMemoryScan->UnGroupedAggregate->Project", gather, n, []int{0}, part{o: final, share: 0.8, ratio: 1e-9, width: 8}, part{o: b.job.Plan, share: 0.2, ratio: 1, width: 8})
	b.gaps()
}

func (b *builder) aggregate() {
	scan := b.op(kindSource, "ScanTaskSource")
	project := b.op(kindDefault, "Project", scan)
	shuffle := b.op(kindDefault, "Repartition", project)
	group := b.op(kindDefault, "GroupedAggregate", shuffle)
	b.op(kindDefault, "Project", group)
	n, rows, mean := b.wide()
	piece, parts := 0.0, b.parts()
	if b.Pieces > 0 {
		piece = float64(parts) * b.pieceCost() / float64(second) / mean
	}
	s := b.stage("PhysicalScan->Project->RepartitionWrite", n, rows, mean, nil, nil,
		part{o: scan, share: b.scan(0.4), ratio: 1, width: 32}, part{o: project, share: 0.3, ratio: 1, width: 32},
		part{o: shuffle, share: 0.3 + piece, ratio: 1, width: 32, hidden: 0.6})
	b.scans(s, scan)
	b.reduce("ShuffleRead->HashAggregate->Project", shuffle, group, n, parts, rows, mean, 0, b.Hot)
	b.gaps()
}

// reduce adds the stage that reads a shuffle and aggregates.
func (b *builder) reduce(name string, shuffle, group *Operator, makers, parts int, rows, mean float64, after int, hot float64) *Stage {
	each := float64(makers) / float64(parts)
	fetch := 0.15
	if b.Pieces > 0 {
		fetch += float64(makers) * b.pieceCost() / float64(second) / (mean * each)
	}
	s := b.stage(name, parts, rows*each, mean*each, []int{after}, []*Operator{shuffle},
		part{o: shuffle, share: fetch, ratio: 1, width: 32, noRows: true, hidden: 0.7},
		part{o: group, share: 0.6, ratio: 0.1, width: 32, hidden: 0.2}, part{o: b.job.Plan, share: 0.25, ratio: 1, width: 16})
	b.reads(s, shuffle, makers, 32, hot)
	return s
}

// parts is how many partitions the last shuffle has.
func (b *builder) parts() int {
	switch {
	case b.Few > 0:
		return b.Few
	case b.Pieces > 0:
		return b.Pieces
	}
	return b.tasks()
}

// pieceCost is what each piece of a shuffle costs, nanoseconds, on each side.
func (b *builder) pieceCost() float64 {
	return b.draw.lognormal(0.4, 0.3, forCause, 90, 0) * float64(millisecond)
}

func (b *builder) gaps() {
	if b.Gap > 0 && len(b.job.Stages) > 1 {
		b.job.Stages[1].Gap += int64(b.Gap * float64(second))
	}
	b.retries()
}

// retries lets one task in a hundred of the widest stage fail, late ones, as
// where a worker cannot be reached for a while.
func (b *builder) retries() {
	if b.Retries == 0 {
		return
	}
	widest := b.job.Stages[0]
	for _, s := range b.job.Stages {
		if len(s.Tasks) > len(widest.Tasks) {
			widest = s
		}
	}
	n := len(widest.Tasks)
	for k := range max(1, n/100) {
		i := n - 1 - int(b.draw.bits(forRetry, k, 0)%uint64(max(1, n/4)))
		widest.Tasks[i].Fails = make([]int64, b.Retries)
		for a := range widest.Tasks[i].Fails {
			widest.Tasks[i].Fails[a] = int64(b.draw.between(1.8, 2.3, forRetry, i, a) * float64(second))
		}
	}
}
