package analyze

import "testing"

func TestReadsAddUpTheInputsOfOneScan(t *testing.T) {
	input := func(kind string, node, bytes int64, paths ...string) TaskInput {
		return TaskInput{Kind: kind, SourceNode: measured(node), ScanTasks: measured(1), StorageBytes: measured(bytes), Paths: paths}
	}
	q := &Query{Tasks: []*Task{
		{ID: 0, Inputs: []TaskInput{input("scan", 1, 10, "b", "a"), input("scan", 2, 1000, "z")}},
		{ID: 1, Inputs: []TaskInput{input("scan", 1, 5, "b"), input("memory", 1, 7)}},
		{ID: 2},
	}}
	q.Tasks[2].Inputs = []TaskInput{input("scan", 1, 10, "b", "a"), input("scan", 1, 5, "b")} // read again
	want := Reads{Tasks: 3, ScanTasks: measured(4), Files: 2, FirstPath: "a", StorageBytes: measured(15)}
	got := q.Reads()
	if got[1] != want {
		t.Errorf("%+v, want %+v", got[1], want)
	}
	if len(got) != 2 || got[2].StorageBytes.V != 1000 {
		t.Errorf("all reads %+v", got)
	}
}

// Row groups of one file may be of one size; below a cross join the same part
// is read by several tasks.
func TestReadsCountEqualRowGroups(t *testing.T) {
	input := TaskInput{Kind: "scan", SourceNode: measured(1), StorageBytes: measured(10), EstimatedBytes: measured(30), Paths: []string{"a"}}
	tasks := []*Task{{ID: 0, Inputs: []TaskInput{input}}, {ID: 1, Inputs: []TaskInput{input}}}
	for parent, want := range map[string]int64{"Project": 2, "CrossJoin": 1} {
		up := &Operator{ID: 2, Type: parent, InPlan: true}
		scan := &Operator{ID: 1, InPlan: true, Parents: []*Operator{up}}
		q := &Query{Tasks: tasks, operators: map[int64]*Operator{1: scan, 2: up}}
		if r := q.Reads()[1]; r.StorageBytes.V != 10*want || r.EstimatedBytes.V != 30*want || r.Files != 1 {
			t.Errorf("below %s: %+v", parent, r)
		}
	}
}
