package format

import (
	"os"
	"testing"
)

// goldenEvents are the events of testdata/v1.0.arrow.
func goldenEvents() []*Event {
	return []*Event{
		NewEvent(RecordingStart).Stamp(ClockRecorder, 1795394768000000000).SetLabel(SourceName, string(SourceRecorder)).SetInt(ArrivalNS, 1795394768000000000).SetInt(CPUs, 2),
		NewEvent(QueryStart).Stamp(ClockDriver, 1795394768858464000).Received(SourceDashboard, 1795394768859050300).SetInt(Payload, 2).
			SetLabel(QueryID, "hardy-phoenix-260fd4").SetText(Text, `{"type":"Sort"}`).SetLabel(Runner, "Ray (Flotilla)").SetAttr("ray_dashboard_url", `""`),
		NewEvent(OperatorStats).Stamp(ClockDriver, 1795394769858464000).Received(SourceDashboard, 1795394769858464000).SetInt(Payload, 3).
			SetLabel(QueryID, "hardy-phoenix-260fd4").SetInt(NodeID, 3).SetInt(RowsIn, 1000).SetInt(RowsOut, 250).SetFloat(SelectivityPct, 25),
		NewEvent(TaskSubmit).Stamp(ClockRunner, 1795394769858000000).Received(SourceDashboard, 1795394769868464000).SetInt(Payload, 4).
			SetLabel(QueryID, "hardy-phoenix-260fd4").SetInt(TaskID, 0).SetInts(NodeIDs, []int64{1, 3}),
		NewEvent(TaskInput).Received(SourceDashboard, 1795394769868464000).SetInt(Payload, 4).
			SetLabel(QueryID, "hardy-phoenix-260fd4").SetInt(TaskID, 0).SetLabel(Input, "scan").SetTexts(Paths, []string{"a.parquet", "b.parquet"}),
	}
}

// TestGolden reads a recording that format 1.0 wrote. Once a version is
// released its file must never be written anew: what it stands for is that
// later versions of this package, and of the libraries, call it complete.
func TestGolden(t *testing.T) {
	const path = "testdata/v1.0.arrow"
	if *update {
		if err := os.WriteFile(path, recording(t, goldenEvents(), 3, closingEvent()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, status := read(t, file)
	if status.State != Complete || len(got) != len(goldenEvents())+1 {
		t.Fatalf("%d events, status %+v", len(got), status)
	}
	mustEqual(t, got[:len(got)-1], goldenEvents())
}
