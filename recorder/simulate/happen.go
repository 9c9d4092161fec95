package simulate

import "slices"

// happening is something that Daft tells of.
type happening struct {
	at    int64
	job   *reporter
	task  *TaskRun
	try   int
	kind  happeningKind
	index int // of those of the same time
}

type happeningKind uint8

const (
	hapStart happeningKind = iota
	hapSubmit
	hapSchedule
	hapFail
	hapEnd
	hapFinish
)

// send reports a run from its start to its end.
func (x *sender) send(r *Run) {
	total := 0
	for _, j := range r.Jobs {
		total += 3*len(j.Tasks) + 2
	}
	list := make([]happening, 0, total)
	for _, j := range r.Jobs {
		rep := newReporter(x, r.Cluster, j)
		list = append(list, happening{at: j.Start, job: rep, kind: hapStart})
		for _, t := range j.Tasks {
			list = append(list, happening{at: t.Submit, job: rep, task: t, kind: hapSubmit})
			for i, try := range t.Tries {
				list = append(list, happening{at: try.Schedule, job: rep, task: t, try: i, kind: hapSchedule})
				if try.Failed != 0 {
					list = append(list, happening{at: try.Failed, job: rep, task: t, kind: hapFail})
				}
			}
			list = append(list, happening{at: t.End, job: rep, task: t, kind: hapEnd})
		}
		list = append(list, happening{at: j.Executed, job: rep, kind: hapFinish})
	}
	for i := range list {
		list[i].index = i
	}
	slices.SortFunc(list, func(a, b happening) int {
		switch {
		case a.at != b.at && a.at < b.at:
			return -1
		case a.at != b.at:
			return 1
		}
		return a.index - b.index
	})
	for _, h := range list {
		if x.done {
			return
		}
		switch h.kind {
		case hapStart:
			h.job.start()
		case hapSubmit:
			h.job.submit(h.task)
		case hapSchedule:
			h.job.schedule(h.task, h.try)
		case hapFail:
			h.job.fail(h.task, h.at)
		case hapEnd:
			h.job.end(h.task)
		case hapFinish:
			h.job.finish()
		}
	}
}
