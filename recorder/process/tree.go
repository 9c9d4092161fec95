package process

import "slices"

// system is what a Tree asks of the operating system.
type system interface {
	// list appends the ids of all processes, in any order.
	list(into []int) ([]int, error)
	// look says who a process is; not ok if it has gone.
	look(pid int) (identity, bool)
	// marked reports whether the environment that a process began with has the mark.
	marked(pid int) bool
	// command returns the command line, "" where unknown.
	command(pid int) string
	// measure fills in what the process has used beside what look told.
	measure(pid int, s *Sample)
}

// identity is who a process is. A process id is used again after its process
// has gone; the start tells the two apart.
type identity struct {
	ppid    int
	name    string
	start   uint64
	zombie  bool  // has ended; only its parent does not know yet
	cpu     int64 // nanoseconds, as coarse as the system has it
	threads int64
}

// A Tree finds the processes of a job. It is not safe for concurrent use.
type Tree struct {
	sys     system
	root    int
	members map[int]*member
	foreign map[int]bool // looked at before: not the job's
	pids    []int
	names   map[string]bool // names used so far
}

// A member is a process of the job.
type member struct {
	identity
	role Role
}

// namesMost bounds the names: a process may rename itself at will, and a
// recording keeps each name.
const namesMost = 512

func newTree(sys system) (*Tree, error) {
	t := &Tree{sys: sys, members: map[int]*member{}, foreign: map[int]bool{}, names: map[string]bool{}}
	// What runs before the job begins is not the job's, whatever its environment says.
	pids, err := sys.list(nil)
	if err != nil {
		return nil, err
	}
	for _, pid := range pids {
		t.foreign[pid] = true
	}
	return t, nil
}

// Begin names the job's own process.
func (t *Tree) Begin(root int) {
	t.root = root
	delete(t.foreign, root)
}

// Sample returns a sample of each process of the job, in order of ids. It fails
// if the system does not list its processes.
func (t *Tree) Sample() ([]Sample, error) {
	pids, err := t.sys.list(t.pids[:0])
	t.pids = pids
	if err != nil {
		return nil, err
	}
	samples := make([]Sample, 0, len(t.members)+1)
	slices.Sort(pids)
	t.refresh(pids)
	t.find(pids)
	for _, pid := range pids {
		m := t.members[pid]
		if m == nil || m.zombie {
			continue
		}
		s := Sample{PID: pid, PPID: m.ppid, Role: m.role, Name: t.nameOf(m), CPU: m.cpu, RSS: Unknown, Shared: Unknown,
			IORead: Unknown, IOWritten: Unknown, Threads: m.threads, OpenFiles: Unknown}
		t.sys.measure(pid, &s)
		samples = append(samples, s)
	}
	return samples, nil
}

// refresh drops what has gone and looks at the known members again. A process
// whose id another has by now is gone; the other is found as a new one.
func (t *Tree) refresh(sorted []int) {
	for pid := range t.foreign {
		if _, there := slices.BinarySearch(sorted, pid); !there {
			delete(t.foreign, pid)
		}
	}
	for pid, m := range t.members {
		id, ok := t.sys.look(pid)
		if !ok || id.start != m.start {
			delete(t.members, pid)
			continue
		}
		renamed := m.name != id.name
		m.identity = id
		if renamed { // it runs another program, or named itself
			m.role = t.judge(pid, m)
		}
	}
}

// find decides on the processes that were not there before. A child may have a
// lower id than its parent, so it goes on until nothing is found.
func (t *Tree) find(pids []int) {
	fresh := map[int]identity{}
	var order []int
	for _, pid := range pids {
		if t.members[pid] != nil || t.foreign[pid] {
			continue
		}
		if id, ok := t.sys.look(pid); ok {
			fresh[pid] = id
			order = append(order, pid)
		}
	}
	add := func(pid int) {
		m := &member{identity: fresh[pid]}
		t.members[pid] = m
		m.role = t.judge(pid, m)
	}
	descend := func() {
		for found := true; found; {
			found = false
			for _, pid := range order {
				if t.members[pid] == nil && (pid == t.root || t.members[fresh[pid].ppid] != nil) {
					add(pid)
					found = true
				}
			}
		}
	}
	descend()
	for _, pid := range order {
		if t.members[pid] == nil && t.sys.marked(pid) {
			add(pid)
		}
	}
	descend()
	for _, pid := range order {
		if t.members[pid] == nil {
			t.foreign[pid] = true
		}
	}
}

func (t *Tree) judge(pid int, m *member) Role {
	if pid == t.root {
		return Driver
	}
	return roleOf(m.name, t.sys.command(pid), t.members[m.ppid])
}

func (t *Tree) nameOf(m *member) string {
	if !t.names[m.name] {
		if len(t.names) >= namesMost {
			return ""
		}
		t.names[m.name] = true
	}
	return m.name
}
