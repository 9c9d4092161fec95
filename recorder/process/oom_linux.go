package process

import (
	"bytes"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
)

// A Group is the control group whose memory this process, and a job that it
// starts, is counted in. The zero Group knows nothing.
type Group struct {
	events string   // file with the counter oom_kill
	limits []string // files with a limit, of the group and those above it
}

// OwnGroup finds the control group of this process: version 2 if it controls
// memory, else version 1.
func OwnGroup() Group { return ownGroup("/proc/self/cgroup", "/proc/self/mountinfo", "") }

// ownGroup is OwnGroup on the given files; root stands before each mount point.
func ownGroup(cgroup, mountinfo, root string) Group {
	groups, _ := os.ReadFile(cgroup)
	mounts, _ := os.ReadFile(mountinfo)
	for _, v := range []struct {
		isGroup        func(id, controllers string) bool
		isMount        func(kind, options string) bool
		counter, limit string
	}{
		{func(id, _ string) bool { return id == "0" },
			func(kind, _ string) bool { return kind == "cgroup2" }, "memory.events", "memory.max"},
		{func(_, c string) bool { return hasWord(c, "memory") },
			func(kind, o string) bool { return kind == "cgroup" && hasWord(o, "memory") }, "memory.oom_control", "memory.limit_in_bytes"},
	} {
		name, ok := groupPath(groups, v.isGroup)
		if !ok {
			continue
		}
		point, above, ok := mountOf(mounts, v.isMount)
		if !ok {
			continue
		}
		point = root + point
		// In a container the mount shows a part of the hierarchy only.
		if rest, inside := strings.CutPrefix(name, above); above != "/" && inside {
			name = "/" + rest
		}
		g := Group{events: path.Join(point, name, v.counter)}
		if _, found := g.Kills(); !found {
			g.events = path.Join(point, v.counter) // the container's own group at its root
			name = "/"
			if _, found := g.Kills(); !found {
				continue
			}
		}
		for dir := path.Join(point, name); ; dir = path.Dir(dir) {
			g.limits = append(g.limits, path.Join(dir, v.limit))
			if len(dir) <= len(point) {
				return g
			}
		}
	}
	return Group{}
}

// Kills returns how many processes of the group the kernel has killed for lack
// of memory so far.
func (g Group) Kills() (int64, bool) {
	if g.events == "" {
		return 0, false
	}
	text, err := os.ReadFile(g.events)
	if err != nil {
		return 0, false
	}
	return parseCounter(text, "oom_kill")
}

// MachineKills returns how many processes of the whole machine the kernel has
// killed for lack of memory so far, in whatever control group they were. In a
// container the machine is the one below it.
func MachineKills() (int64, bool) { return machineKills("/proc/vmstat") }

func machineKills(vmstat string) (int64, bool) {
	text, err := os.ReadFile(vmstat)
	if err != nil {
		return 0, false
	}
	return parseCounter(text, "oom_kill")
}

// Limit returns the least limit of memory in bytes of the group and those above
// it, and whether there is one.
func (g Group) Limit() (int64, bool) {
	least := int64(math.MaxInt64)
	for _, file := range g.limits {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if v, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64); err == nil && v >= 0 {
			least = min(least, v)
		}
	}
	return least, least < 1<<60 // version 1 says "none" by a number near 2^63
}

func groupPath(text []byte, match func(id, controllers string) bool) (string, bool) {
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) == 3 && match(parts[0], parts[1]) {
			return parts[2], true
		}
	}
	return "", false
}

// mountOf returns where a hierarchy is mounted, and which part of it.
func mountOf(text []byte, match func(kind, options string) bool) (point, above string, ok bool) {
	for line := range strings.Lines(string(text)) {
		left, right, found := strings.Cut(line, " - ")
		l, r := strings.Fields(left), strings.Fields(right)
		if found && len(l) >= 5 && len(r) >= 3 && match(r[0], r[2]) {
			return l[4], l[3], true
		}
	}
	return "", "", false
}

func hasWord(list, word string) bool {
	for w := range strings.SplitSeq(list, ",") {
		if w == word {
			return true
		}
	}
	return false
}
