package process

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// fake is a system of made-up processes.
type fake struct {
	processes map[int]identity
	mark      map[int]bool
	commands  map[int]string
	asked     map[int]int // how often for the mark
	broken    bool
}

func newFake() *fake {
	return &fake{processes: map[int]identity{1: {name: "init"}}, mark: map[int]bool{}, commands: map[int]string{}, asked: map[int]int{}}
}

func (f *fake) start(pid, ppid int, name string) {
	f.processes[pid] = identity{ppid: ppid, name: name, start: uint64(len(f.asked) + pid), cpu: int64(pid), threads: 1}
}

func (f *fake) list(into []int) ([]int, error) {
	if f.broken {
		return nil, errors.New("broken")
	}
	for pid := range f.processes {
		into = append(into, pid)
	}
	return into, nil
}
func (f *fake) look(pid int) (identity, bool) { id, ok := f.processes[pid]; return id, ok }
func (f *fake) marked(pid int) bool           { f.asked[pid]++; return f.mark[pid] }
func (f *fake) command(pid int) string        { return f.commands[pid] }
func (f *fake) measure(pid int, s *Sample)    { s.RSS = int64(pid) * 10 }
func (f *fake) reparent(pid, ppid int)        { id := f.processes[pid]; id.ppid = ppid; f.processes[pid] = id }

func sampled(t *testing.T, tree *Tree) string {
	t.Helper()
	samples, err := tree.Sample()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, s := range samples {
		list = append(list, fmt.Sprintf("%d:%s", s.PID, s.Role))
	}
	return strings.Join(list, " ")
}

func TestTree(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(f *fake)
		want string
	}{
		{"the job alone", func(*fake) {}, "10:driver"},
		{"descendants, a lower id too", func(f *fake) { f.start(20, 10, "a"); f.start(5, 20, "b") }, "5:other 10:driver 20:other"},
		{"strangers", func(f *fake) { f.start(20, 1, "a"); f.start(21, 20, "raylet") }, "10:driver"},
		{"detached, by its mark, and its children", func(f *fake) {
			f.start(20, 1, "raylet")
			f.mark[20] = true
			f.start(21, 20, "ray::IDLE")
			f.start(22, 1, "gcs_server")
			f.mark[22] = true
		}, "10:driver 20:raylet 21:worker 22:gcs"},
		{"Ray's own agents", func(f *fake) { f.start(20, 10, "ray::DashboardA") }, "10:driver 20:other"},
		{"a worker that has not named itself", func(f *fake) {
			f.start(20, 10, "python")
			f.commands[20] = "python /x/ray/_private/workers/default_worker.py --a"
		}, "10:driver 20:worker"},
		{"a UDF process", func(f *fake) { f.start(20, 10, "python"); f.commands[20] = "python -m daft.execution.udf_worker /s x" }, "10:driver 20:worker"},
		{"a shell's child is the driver, its own child is not", func(f *fake) {
			f.processes[10] = identity{ppid: 9, name: "sh", start: 7}
			f.start(20, 10, "python")
			f.start(21, 20, "python")
		}, "10:driver 20:driver 21:other"},
		{"a zombie uses nothing", func(f *fake) { f.processes[20] = identity{ppid: 10, zombie: true} }, "10:driver"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake()
			tree, err := newTree(f)
			if err != nil {
				t.Fatal(err)
			}
			f.start(10, 9, "python")
			tree.Begin(10)
			c.do(f)
			if got := sampled(t, tree); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestTreeGoesOn(t *testing.T) {
	f := newFake()
	f.start(2, 1, "old")
	f.mark[2] = true // began before the job: not its
	tree, err := newTree(f)
	if err != nil {
		t.Fatal(err)
	}
	f.start(10, 1, "python")
	f.start(20, 10, "python")
	f.start(30, 1, "stranger")
	tree.Begin(10)
	step := func(want string) {
		t.Helper()
		if got := sampled(t, tree); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	step("10:driver 20:other")
	step("10:driver 20:other")
	if f.asked[2] != 0 || f.asked[30] != 1 {
		t.Errorf("asked for the mark of 2 %d times, of 30 %d times", f.asked[2], f.asked[30])
	}
	f.reparent(20, 1) // its parent may end: it stays
	id := f.processes[20]
	id.name = "ray::IDLE"
	f.processes[20] = id
	delete(f.processes, 10)
	step("20:worker")
	f.processes[20] = identity{ppid: 1, name: "stranger", start: 99} // the id again
	delete(f.processes, 30)
	step("")
	f.start(30, 1, "raylet") // an id that was a stranger's
	f.mark[30] = true
	step("30:raylet")
	f.broken = true
	if _, err := tree.Sample(); err == nil {
		t.Error("a system that does not list its processes is no error")
	}
}

func TestNamesAreBounded(t *testing.T) {
	f := newFake()
	tree, _ := newTree(f)
	tree.Begin(10)
	f.start(10, 1, "")
	names := map[string]bool{}
	for i := range 2 * namesMost {
		id := f.processes[10]
		id.name = fmt.Sprint("name", i)
		f.processes[10] = id
		samples, _ := tree.Sample()
		names[samples[0].Name] = true
	}
	if len(names) != namesMost+1 || !names[""] {
		t.Errorf("%d names", len(names))
	}
}
