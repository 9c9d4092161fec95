package simulate

// join is the plan of the capture join-ray.
func (b *builder) join() {
	left, right := b.op(kindSource, "ScanTaskSource"), b.op(kindSource, "ScanTaskSource")
	shuffleL, shuffleR := b.op(kindDefault, "Repartition", left), b.op(kindDefault, "Repartition", right)
	join := b.op(kindJoin, "HashJoin", shuffleR, shuffleL) // Daft builds on the first child
	project := b.op(kindDefault, "Project", join)
	partial := b.op(kindDefault, "GroupedAggregate", project)
	shuffle := b.op(kindDefault, "Repartition", partial)
	group := b.op(kindDefault, "GroupedAggregate", shuffle)
	final := b.op(kindDefault, "Project", group)
	sort := b.op(kindDefault, "Sort", final)

	n, rows, mean := b.wide()
	small, parts := max(1, n/2), b.tasks()
	s := b.stage("PhysicalScan->RepartitionWrite", n, rows, mean, nil, nil,
		part{o: left, share: b.scan(0.5), ratio: 1, width: 16}, part{o: shuffleL, share: 0.5, ratio: 1, width: 16, hidden: 0.6})
	b.scans(s, left)
	s = b.stage("PhysicalScan->RepartitionWrite", small, rows/2, mean*0.6, nil, nil,
		part{o: right, share: 0.5, ratio: 1, width: 100}, part{o: shuffleR, share: 0.5, ratio: 1, width: 100, hidden: 0.6})
	scan := *b
	scan.Giant, scan.Files = 0, 0
	scan.scans(s, right)

	each := float64(n) / float64(parts)
	s = b.stage("(ShuffleRead, ShuffleRead)->HashJoin->Project->HashAggregate->RepartitionWrite", parts, rows*each, mean*each, []int{0, 1}, []*Operator{shuffleL, shuffleR},
		part{o: shuffleL, share: 0.1, ratio: 1, width: 16, noRows: true, hidden: 0.7}, part{o: shuffleR, share: 0.05, ratio: 1, width: 16, noRows: true, hidden: 0.7},
		part{o: join, share: 0.3, ratio: 1, width: 32}, part{o: project, share: 0.2, ratio: 1, width: 32},
		part{o: partial, share: 0.3, ratio: 0.001, width: 28}, part{o: shuffle, share: 0.05, ratio: 1, width: 28, hidden: 0.5})
	if b.Explode > 0 {
		s.Steps[2].Ratio *= b.Explode
	}
	b.reads(s, shuffleL, n, 16, max(b.Hot, b.HotKey))
	for i := range s.Tasks {
		t := &s.Tasks[i]
		t.Build = int64(rows * float64(small) / 2 / float64(parts))
		if b.flight {
			continue
		}
		t.Sources = append(t.Sources, Source{Node: shuffleR.ID, Partitions: small, Bytes: t.Build * 100})
	}
	s = b.stage("ShuffleRead->HashAggregate->Project", parts, max(8, rows*each*0.001), mean*0.3, []int{2}, []*Operator{shuffle},
		part{o: shuffle, share: 0.2, ratio: 1, width: 28, noRows: true, hidden: 0.7}, part{o: group, share: 0.5, ratio: 0.5, width: 28, hidden: 0.2}, part{o: final, share: 0.3, ratio: 1, width: 28})
	b.reads(s, shuffle, parts, 28, 0)
	b.sort(sort, 3, max(1, min(100, parts/4)), max(4, rows*0.002), mean*0.6)
	b.gaps()
}

func (b *builder) broadcast() {
	scan, side := b.op(kindSource, "ScanTaskSource"), b.op(kindSource, "ScanTaskSource")
	join := b.op(kindJoin, "BroadcastJoin", side, scan)
	project := b.op(kindDefault, "Project", join)
	shuffle := b.op(kindDefault, "Repartition", project)
	group := b.op(kindDefault, "GroupedAggregate", shuffle)
	b.op(kindDefault, "Project", group)

	n, rows, mean := b.wide()
	sideRows, sideMean := min(rows/20, 8e4), 0.02 // 8 MB: Daft broadcasts up to 10 MiB by itself
	if b.Broad > 0 {
		sideRows, sideMean = b.Broad*1e7, b.Broad*2
	}
	s := b.stage("PhysicalScan", 1, sideRows, sideMean, nil, nil, part{o: side, share: 1, ratio: 1, width: 100})
	plain := *b
	plain.Giant, plain.Files = 0, 0
	plain.scans(s, side)
	s = b.stage("(PhysicalScan, InMemoryScan)->HashJoin->Project->RepartitionWrite", n, rows, mean, []int{0}, nil,
		part{o: scan, share: b.scan(0.35), ratio: 1, width: 60}, part{o: join, share: 0.3, ratio: 1, width: 80, hidden: 0.2},
		part{o: project, share: 0.15, ratio: 1, width: 60}, part{o: shuffle, share: 0.2, ratio: 1, width: 60, hidden: 0.6})
	if b.Explode > 0 {
		s.Steps[1].Ratio *= b.Explode
	}
	b.scans(s, scan)
	for i := range s.Tasks {
		t := &s.Tasks[i]
		t.Build = int64(sideRows)
		t.Sources = append(t.Sources, Source{Node: join.ID, Partitions: 1, Bytes: int64(sideRows * 100)})
	}
	// The side's rows cost nothing but what taking them in costs.
	step := &s.Steps[1]
	step.PerRow *= rows / (rows + sideRows)
	if b.Broad > 0 {
		step.Fixed += b.Broad * float64(second)
		step.Hidden = step.Fixed / (step.Fixed + 0.3*mean*float64(second))
	}
	b.reduce("ShuffleRead->HashAggregate->Project", shuffle, group, n, b.parts(), rows, mean, 1, b.Hot)
	b.gaps()
}

func (b *builder) stages() {
	scan := b.op(kindSource, "ScanTaskSource")
	project := b.op(kindDefault, "Project", scan)
	shuffle := b.op(kindDefault, "Repartition", project)
	group := b.op(kindDefault, "GroupedAggregate", shuffle)
	between := b.op(kindDefault, "Project", group)
	again := b.op(kindDefault, "Repartition", between)
	last := b.op(kindDefault, "GroupedAggregate", again)
	end := b.op(kindDefault, "Project", last)

	n, rows, mean := b.wide()
	parts := b.tasks()
	s := b.stage("PhysicalScan->Project->RepartitionWrite", n, rows, mean, nil, nil,
		part{o: scan, share: b.scan(0.4), ratio: 1, width: 32}, part{o: project, share: 0.3, ratio: 1, width: 32}, part{o: shuffle, share: 0.3, ratio: 1, width: 32, hidden: 0.6})
	b.scans(s, scan)
	each := float64(n) / float64(parts)
	s = b.stage("ShuffleRead->HashAggregate->Project->RepartitionWrite", parts, rows*each, mean*each, []int{0}, []*Operator{shuffle},
		part{o: shuffle, share: 0.15, ratio: 1, width: 32, noRows: true, hidden: 0.7}, part{o: group, share: 0.4, ratio: 0.5, width: 32, hidden: 0.2},
		part{o: between, share: 0.15, ratio: 1, width: 32}, part{o: again, share: 0.3, ratio: 1, width: 32, hidden: 0.6})
	b.reads(s, shuffle, n, 32, 0)
	b.reduce("ShuffleRead->HashAggregate->Project", again, last, parts, b.parts(), rows*0.5, mean*0.8, 1, b.Hot)
	sort := b.op(kindDefault, "Sort", end)
	b.sort(sort, 2, max(1, min(100, parts/4)), rows*0.05, mean)
	b.gaps()
}

func (b *builder) udf() {
	scan := b.op(kindSource, "ScanTaskSource")
	var filter, udf, sum *Operator
	if b.Late {
		udf = b.op(kindDefault, "UDF score", scan)
		filter = b.op(kindFilter, "Filter", udf)
		sum = b.op(kindDefault, "Sum", filter)
	} else {
		filter = b.op(kindFilter, "Filter", scan)
		udf = b.op(kindDefault, "UDF score", filter)
		sum = b.op(kindDefault, "Sum", udf)
	}
	gather := b.op(kindDefault, "Gather", sum)
	final := b.op(kindDefault, "Sum", gather)
	b.op(kindDefault, "Project", final)

	n, rows, mean := b.wide()
	first := part{o: filter, share: 0.2, ratio: b.Keep, width: 50}
	then := part{o: udf, share: 0.2, ratio: 1, width: 50, cold: true}
	name := "PhysicalScan->Filter->UDFProject->UnGroupedAggregate->GatherWrite"
	if b.Late {
		// For each row it does as much as before; there are more of them.
		first, then = then, first
		first.share /= b.Keep
		name = "PhysicalScan->UDFProject->Filter->UnGroupedAggregate->GatherWrite"
	}
	s := b.stage(name, n, rows, mean, nil, nil, part{o: scan, share: b.scan(0.35), ratio: 1, width: 50}, first, then,
		part{o: sum, share: 0.24, ratio: 1e-9, width: 8}, part{o: gather, share: 0.01, ratio: 1, width: 8})
	b.scans(s, scan)
	s.Cold = int64(b.ColdUDF * float64(second))
	b.one("InMemoryScan->UnGroupedAggregate->Project", gather, n, []int{0}, part{o: final, share: 0.8, ratio: 1e-9, width: 8}, part{o: b.job.Plan, share: 0.2, ratio: 1, width: 8})
	b.gaps()
}

// function has the Python function behind a shuffle, so that the cluster is seen
// to have room for more of it.
func (b *builder) function() {
	scan := b.op(kindSource, "ScanTaskSource")
	project := b.op(kindDefault, "Project", scan)
	shuffle := b.op(kindDefault, "Repartition", project)
	udf := b.op(kindDefault, "UDF score", shuffle)
	sum := b.op(kindDefault, "Sum", udf)
	gather := b.op(kindDefault, "Gather", sum)
	final := b.op(kindDefault, "Sum", gather)
	b.op(kindDefault, "Project", final)

	n, rows, mean := b.wide()
	parts := b.parts()
	each := float64(n) / float64(parts)
	s := b.stage("PhysicalScan->Project->RepartitionWrite", n, rows, mean, nil, nil,
		part{o: scan, share: b.scan(0.4), ratio: 1, width: 32}, part{o: project, share: 0.3, ratio: 1, width: 32}, part{o: shuffle, share: 0.3, ratio: 1, width: 32, hidden: 0.6})
	b.scans(s, scan)
	s = b.stage("ShuffleRead->UDFProject->UnGroupedAggregate->GatherWrite", parts, rows*each, mean*each, []int{0}, []*Operator{shuffle},
		part{o: shuffle, share: 0.25, ratio: 1, width: 32, noRows: true, hidden: 0.7}, part{o: udf, share: 0.4, ratio: 1, width: 32, cold: true},
		part{o: sum, share: 0.34, ratio: 1e-9, width: 8}, part{o: gather, share: 0.01, ratio: 1, width: 8})
	b.reads(s, shuffle, n, 32, b.Hot)
	s.Cold = int64(b.ColdUDF * float64(second))
	if b.One {
		s.Most = 1
	}
	b.one("InMemoryScan->UnGroupedAggregate->Project", gather, parts, []int{1}, part{o: final, share: 0.8, ratio: 1e-9, width: 8}, part{o: b.job.Plan, share: 0.2, ratio: 1, width: 8})
	b.gaps()
}

func (b *builder) write() {
	scan := b.op(kindSource, "ScanTaskSource")
	project := b.op(kindDefault, "Project", scan)
	slow := 1.0
	if b.WriteSlow > 0 {
		slow = b.WriteSlow
	}
	n, rows, mean := b.wide()
	begin := []part{{o: scan, share: b.scan(0.42), ratio: 1, width: 100}, {o: project, share: 0.38, ratio: 1, width: 100}}
	if !b.OneFile {
		sink := b.op(kindWrite, "Parquet Write", project)
		s := b.stage("PhysicalScan->Project->PhysicalWrite", n, rows, mean, nil, nil, append(begin, part{o: sink, share: 0.2 * slow, ratio: 1e-9, width: 80, hidden: 0.95})...)
		b.scans(s, scan)
		b.one("InMemoryScan->CommitWrite", sink, n, []int{0}, part{o: sink, share: 1, ratio: 1, width: 8, noRows: true, hidden: 0.9})
		b.gaps()
		return
	}
	gather := b.op(kindDefault, "Gather", project)
	sink := b.op(kindWrite, "Parquet Write", gather)
	s := b.stage("PhysicalScan->Project->GatherWrite", n, rows, mean, nil, nil, append(begin, part{o: gather, share: 0.05, ratio: 1, width: 100, hidden: 0.5})...)
	b.scans(s, scan)
	s = b.stage("InMemoryScan->PhysicalWrite", 1, rows*float64(n), mean*0.2*float64(n), []int{0}, []*Operator{gather}, part{o: sink, share: 1, ratio: 1e-9, width: 80, hidden: 0.95})
	b.reads(s, gather, n, 100, 0)
	b.one("InMemoryScan->CommitWrite", sink, 1, []int{1}, part{o: sink, share: 1, ratio: 1, width: 8, noRows: true, hidden: 0.9})
	b.gaps()
}
