package collect

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// exported returns a row or span that Daft exported now.
func (b *bench) exported(k format.Kind, query string, rows int64) *format.Event {
	e := format.NewEvent(k).Received(format.SourceOTLP, b.now).SetInt(format.Payload, int64(b.now)).Stamp(format.ClockDriver, b.now).
		SetLabel(format.Name, "Scan").SetInt(format.PID, 7)
	if k == format.Span {
		return e.SetAttr("code.line", "12")
	}
	return e.SetLabel(format.QueryID, query).SetInt(format.NodeID, 1).SetInt(format.RowsOut, rows)
}

func (b *bench) export(job string, events ...*format.Event) {
	b.Helper()
	b.From(job)
	defer b.From("")
	for _, e := range events {
		if err := b.Write(e); err != nil {
			b.Error(err)
		}
	}
}

// TestFilesStandAlone: what one file says is no reason to leave it out of another.
func TestFilesStandAlone(t *testing.T) {
	b := newBench(t, testLimits)
	for _, q := range []string{"a", "b"} {
		b.say("query_start " + q)
		b.export("", b.exported(format.Span, "", 0), b.exported(format.Span, "", 0))
		b.say("query_end " + q)
		b.wait(11)
	}
	b.end()
	for _, name := range []string{"030405Z-query-a", "030416Z-query-b"} {
		given := ""
		r, err := format.Open(b.dir + "/20260102T" + name + ".arrow")
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			if e := r.Event(); e.Kind == format.Span && len(e.Attrs()) > 0 {
				given += e.Attrs()[0].Value + " "
			}
		}
		r.Close()
		if given != "12 " {
			t.Errorf("%s: attributes of spans: %s", name, given)
		}
	}
}

// TestSaidBefore: a process that says again and again what it counted of a query
// that is over fills no file, and what is new is kept.
func TestSaidBefore(t *testing.T) {
	b := newBench(t, testLimits)
	b.say("query_start a", "job=n query_start c")
	for _, rows := range []int64{5, 5, 5, 6, 6} {
		b.export("", b.exported(format.OperatorStats, "a", rows))
		b.export("n", b.exported(format.OperatorStats, "c", rows))
		b.wait(1)
	}
	b.say("query_end a", "job=n query_end c")
	for range 300 {
		b.wait(1)
		b.export("", b.exported(format.OperatorStats, "a", 6))
		b.export("n", b.exported(format.OperatorStats, "c", 6))
	}
	if b.health.open.Load() != 0 {
		t.Errorf("%d files are open", b.health.open.Load())
	}
	b.export("", b.exported(format.OperatorStats, "a", 7))
	b.export("n", b.exported(format.OperatorStats, "c", 7))
	b.wait(1)
	b.export("", b.exported(format.OperatorStats, "a", 7))
	b.export("n", b.exported(format.OperatorStats, "c", 7))
	b.end()
	b.shows(`
030405Z-job-n.arrow: query_start(c) operator_stats(c) operator_stats(c) operator_stats(c) query_end(c) | quiet
030405Z-query-a.arrow: query_start operator_stats operator_stats operator_stats query_end | query ended
030910Z-collector.arrow: operator_stats(a) | stopped
030910Z-job-n.2.arrow: operator_stats(c) | stopped
`)
}

// TestRetiredIsBounded: what closed files said is forgotten when there is much
// of it, and one that said nothing leaves nothing.
func TestRetiredIsBounded(t *testing.T) {
	b := newBench(t, testLimits)
	const series = 3000
	for q := range 15 {
		name := fmt.Sprint("q", q)
		b.say("query_start "+name, "query_end "+name)
		for node := range series {
			b.export("", b.exported(format.OperatorStats, name, 1).SetInt(format.NodeID, int64(node)))
		}
		b.say("query_start silent"+name, "query_end silent"+name)
		b.wait(61)
	}
	if n := len(b.retired); n == 0 || n > 1<<15/series {
		t.Errorf("%d files are remembered", n)
	}
	if b.room.Scarce() {
		t.Error("there is no room for open files")
	}
	b.end()
}
