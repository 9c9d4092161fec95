package finding

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// detectors is all of them, the most specific first: a hot key explains why a
// function takes long, and not the other way round.
var detectors = []detector{
	{[]string{"slow-consumer"}, slowConsumer},
	{[]string{"planning-slow"}, slowPlanning},
	{[]string{"dead-worker", "retries"}, retries},
	{[]string{"slots-taken"}, slotsTaken},
	{[]string{"udf-cold-start"}, coldStart},
	{[]string{"startup-slow"}, slowStartup},
	{[]string{"small-files"}, smallFiles},
	{[]string{"tiny-tasks"}, tinyTasks},
	{[]string{"driver-gap"}, driverGap},
	{[]string{"single-output-file"}, singleFile},
	{[]string{"giant-file"}, giantFile},
	{[]string{"hot-key", "skew-data"}, dataSkew},
	{[]string{"slow-worker"}, slowWorker},
	{[]string{"row-group-bound"}, rowGroups},
	{[]string{"too-few-tasks"}, fewTasks},
	{[]string{"udf-concurrency-one"}, oneAtATime},
	{[]string{"exploding-join"}, explodingJoin},
	{[]string{"broadcast-too-big"}, bigBroadcast},
	{[]string{"shuffle-large"}, largeShuffle},
	{[]string{"shuffle-pieces"}, shufflePieces},
	{[]string{"filter-late"}, lateFilter},
	{[]string{"function-early"}, earlyFunction},
	{[]string{"broadcast-missed"}, missedBroadcast},
	{[]string{"udf-bound"}, slowFunction},
	{[]string{"write-bound"}, slowWrite},
	{[]string{"scan-bound"}, slowScan},
	{[]string{"compute-bound"}, compute},
	{[]string{"memory-climb"}, memoryClimb},
}

// find lists what cost a query time, costliest first, then what is fine. Each
// nanosecond of the path is in one finding at most.
func find(c *Case) []Finding {
	if len(c.Path.Segments) == 0 {
		return nil
	}
	v := viewOf(c)
	var kept []draft
	taken := claim{}
	for _, d := range detectors {
		for _, x := range d.look(v) {
			x = v.besides(x)
			if len(x.claim) == 0 && !x.always {
				continue
			}
			left := x.claim.without(taken)
			if whole := x.claim.total(); !x.always && !v.worthTelling(x, left.total(), whole) {
				fold(kept, x, whole-left.total())
				continue
			}
			v.notAlone(kept, &x, left)
			x.claim = left
			taken.join(left)
			kept = append(kept, x)
		}
	}
	findings := make([]Finding, 0, len(kept)+1)
	for _, x := range kept {
		findings = append(findings, v.price(x))
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(b.Cost.V, a.Cost.V) })
	if q := c.Query; q.Outcome == analyze.OutcomeFailed || q.Error != nil {
		return findings // the error stands out
	}
	return append(findings, v.fine(findings)...)
}

// worthTelling reports whether a finding that has so much of the path, of which
// so much is in no other finding, is told as one of its own.
func (v *view) worthTelling(x draft, left, whole int64) bool {
	share := x.share
	if share == 0 {
		share = usual
	}
	return left >= least && v.share(left) >= share && 2*left >= whole
}

// fold notes a finding with the one that explains most of it, where that is
// most of it.
func fold(kept []draft, x draft, taken int64) {
	whole := x.claim.total()
	if taken < least || 2*taken < whole {
		return
	}
	best, most := -1, int64(0)
	for i := range kept {
		if ns := x.claim.common(kept[i].claim); ns > most {
			best, most = i, ns
		}
	}
	if best >= 0 && 2*most >= whole {
		kept[best].Evidence = append(kept[best].Evidence, fmt.Sprintf("the same time also shows as [%s]: %s", x.ID, x.Title))
	}
}

// notAlone says with a finding which part of its time is counted in others.
func (v *view) notAlone(kept []draft, x *draft, left claim) {
	gone := x.claim.total() - left.total()
	if gone < least || v.share(gone) < 0.01 {
		return
	}
	var ids []string
	for _, k := range kept {
		if ns := x.claim.common(k.claim); ns >= gone/4 && !slices.Contains(ids, k.ID) {
			ids = append(ids, k.ID)
		}
	}
	if len(ids) > 0 {
		x.Evidence = append(x.Evidence, fmt.Sprintf("%s more of it are counted in %s", humanize.Duration(gone), brackets(ids)))
	}
}

// price says what a finding costs and what the query would gain without it.
func (v *view) price(x draft) Finding {
	f := x.Finding
	f.Segments = x.claim.segments()
	cost := x.claim.total()
	if cost > 0 {
		f.Cost = analyze.Derived.Of(cost)
	}
	switch {
	case x.priced:
	case cost == 0:
	case x.scenario != nil && !v.native:
		if r := v.Model.Try(x.scenario()); r.Refusal == "" {
			f.Saving, f.Low, f.High = analyze.Derived.Of(r.Saving), analyze.Derived.Of(r.Low), analyze.Derived.Of(r.High)
			if x.atMost {
				f.Low = analyze.Derived.Of(0)
			}
			break
		}
		fallthrough
	default:
		saving := min(cost, v.saving(x.claim))
		if x.gain > 0 {
			saving = fraction(saving, x.gain)
			cost = max(saving, fraction(cost, x.gain))
		}
		f.Saving, f.Low, f.High = analyze.Derived.Of(saving), analyze.Derived.Of(saving), analyze.Derived.Of(cost)
		if x.atMost || !v.native && x.scenario != nil {
			f.Low = analyze.Derived.Of(0)
		}
	}
	clip := func(n *analyze.Value) {
		if n.Known() {
			n.V = max(0, min(n.V, cost))
		}
	}
	clip(&f.Saving)
	clip(&f.Low)
	clip(&f.High)
	if f.Saving.Known() {
		f.Low.V, f.High.V = min(f.Low.V, f.Saving.V), max(f.High.V, f.Saving.V)
	}
	if f.Severity == "" {
		f.Severity = v.severity(f)
	}
	return f
}

// severity follows from what fixing saves, as a share of the wall. What may save
// nothing at all, as it is the work itself, is never high.
func (v *view) severity(f Finding) Severity {
	switch share := v.share(f.Saving.V); {
	case share >= 0.25 && f.Low.Positive():
		return High
	case share >= 0.25:
		return Medium
	case share >= 0.10:
		return Medium
	}
	return Low
}
