package process

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGroup(t *testing.T) {
	const (
		v2     = "29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
		v2part = "29 23 0:26 /kubepods/x /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
		v1     = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
	)
	for _, c := range []struct {
		name, cgroup, mounts string
		files                map[string]string
		kills, limit         int64 // -1: unknown
	}{
		{"version 2", "0::/user/job\n", v2, map[string]string{
			"user/job/memory.events": "low 0\noom 4\noom_kill 3\n", "user/job/memory.max": "max\n", "user/memory.max": "5000\n"}, 3, 5000},
		{"version 2, no limit", "0::/job\n", v2, map[string]string{"job/memory.events": "oom_kill 0\n", "job/memory.max": "max\n"}, 0, -1},
		{"a container's namespace", "0::/\n", v2, map[string]string{"memory.events": "oom_kill 1\n", "memory.max": "7\n"}, 1, 7},
		{"a part of the hierarchy", "0::/kubepods/x/y\n", v2part, map[string]string{"y/memory.events": "oom_kill 2\n", "y/memory.max": "9\n"}, 2, 9},
		{"version 1", "4:memory:/a\n0::/\n", v1, map[string]string{
			"memory/a/memory.oom_control": "oom_kill_disable 0\noom_kill 6\n", "memory/a/memory.limit_in_bytes": "9223372036854771712\n",
			"memory/memory.limit_in_bytes": "4096\n"}, 6, 4096},
		{"a container of version 1", "4:memory:/docker/abc\n", v1, map[string]string{
			"memory/memory.oom_control": "oom_kill 1\n", "memory/memory.limit_in_bytes": "8\n"}, 1, 8},
		{"nothing", "", "", nil, -1, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			write := func(name, text string) string {
				path := filepath.Join(root, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				return path
			}
			for name, text := range c.files {
				write(filepath.Join("sys/fs/cgroup", name), text)
			}
			g := ownGroup(write("cgroup", c.cgroup), write("mountinfo", c.mounts), root)
			known := func(v int64, ok bool) int64 {
				if !ok {
					return -1
				}
				return v
			}
			if kills, limit := known(g.Kills()), known(g.Limit()); kills != c.kills || limit != c.limit {
				t.Errorf("%d kills, limit %d; want %d, %d", kills, limit, c.kills, c.limit)
			}
		})
	}
}

func TestMachineKills(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vmstat")
	if err := os.WriteFile(file, []byte("oom_killer 9\noom_kill 3\nx 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, ok := machineKills(file); n != 3 || !ok {
		t.Errorf("%d %v", n, ok)
	}
	if n, ok := machineKills(file + "x"); ok {
		t.Errorf("%d without a file", n)
	}
}
