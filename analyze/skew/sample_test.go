package skew

import "testing"

// Shorter tasks count as one millisecond in the rule, and not in what is shown.
func TestMedianOfShortTasksIsTheirs(t *testing.T) {
	m := newQuery()
	m.run(0, 0, 2, 2, []float64{0.0002, 0.0003, 0.0002, 0.0004, 0.0003}, nil)
	if s := Stages(m.model())[0]; s.Median != 300_000 || s.Longest != 400_000 || s.Verdict != Even {
		t.Errorf("median %d, longest %d, %s", s.Median, s.Longest, s.Verdict)
	}
}

// A task cannot take longer than its query.
func TestTaskLongerThanItsQueryIsNotJudged(t *testing.T) {
	m := newQuery()
	m.run(0, 0, 2, 2, []float64{1, 1, 1, 1, 1, 9}, nil)
	s := m.query.Stages()[0]
	if n := look(s, known(5*second)).Tasks; n != 5 {
		t.Errorf("%d tasks are judged", n)
	}
	if n := look(s, known(20*second)).Tasks; n != 6 {
		t.Errorf("%d tasks are judged of a longer query", n)
	}
}
