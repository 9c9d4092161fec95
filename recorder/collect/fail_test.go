package collect

import (
	"strings"
	"testing"
)

// A file that fails costs its own events, is left as it was, and the query goes
// on in another when a while has passed.
func TestFileFails(t *testing.T) {
	b := newBench(t, testLimits)
	b.say("query_start a", "query_start b")
	b.wait(1)
	b.say("task_end a", "task_end a", "task_end b")
	_ = b.tracks[subject{id: "a"}].file.whole.File.Close() // what is written to it fails from now on
	b.wait(1)
	_, _, failing := b.Health()
	if failing == nil || b.lostN != 2 {
		t.Errorf("%v, %d events lost", failing, b.lostN)
	}
	if len(b.warnings) != 1 || !strings.Contains(b.warnings[0], "query-a.arrow.partial is incomplete: ") {
		t.Errorf("%q", b.warnings)
	}
	b.say("task_end a", "task_end b")
	if b.lostN != 3 {
		t.Errorf("%d events lost", b.lostN)
	}
	b.wait(5)
	b.say("task_end a", "loss")
	b.wait(1)
	if _, _, failing := b.Health(); failing != nil {
		t.Errorf("after a while: %v", failing)
	}
	b.say("query_end a", "query_end b")
	b.end()
	b.shows(`
030405Z-query-a.arrow.partial: query_start | interrupted
030405Z-query-b.arrow: query_start task_end task_end loss query_end | stopped
030412Z-collector.arrow: loss | stopped
030412Z-query-a.2.arrow: task_end loss query_end | stopped
`)
}
