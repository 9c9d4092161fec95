package process

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// procfs is Linux's /proc. It is not safe for concurrent use. Plain system
// calls into one buffer: see docs/decisions/0007 for what libraries cost.
type procfs struct {
	mark   []byte // NAME=value
	buffer []byte
	page   int64
	dir    *os.File
}

// NewTree returns a Tree of the job that is about to be started with mark,
// which is NAME=value, in its environment. It fails where processes cannot be
// watched.
func NewTree(mark string) (*Tree, error) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	p := &procfs{mark: []byte(mark), buffer: make([]byte, 4096), page: int64(os.Getpagesize()), dir: dir}
	if _, ok := p.look(os.Getpid()); !ok {
		_ = dir.Close()
		return nil, errors.New("/proc does not show processes")
	}
	t, err := newTree(p)
	if err != nil {
		_ = dir.Close()
	}
	return t, err
}

// Close ends the watching.
func (t *Tree) Close() {
	if p, ok := t.sys.(*procfs); ok {
		_ = p.dir.Close()
	}
}

func (p *procfs) list(into []int) ([]int, error) {
	if _, err := p.dir.Seek(0, io.SeekStart); err != nil {
		return into, err
	}
	names, err := p.dir.Readdirnames(-1)
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			into = append(into, pid)
		}
	}
	return into, err
}

// read returns the beginning of a file of a process, as far as the buffer goes.
func (p *procfs) read(pid int, file string) []byte {
	path := append(strconv.AppendInt(append(make([]byte, 0, 48), "/proc/"...), int64(pid), 10), file...)
	fd, err := unix.Open(string(path), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	n, err := unix.Read(fd, p.buffer)
	if err != nil {
		return nil
	}
	return p.buffer[:n]
}

func (p *procfs) look(pid int) (identity, bool) { return parseStat(p.read(pid, "/stat")) }

// environMost is how much of an environment is read.
const environMost = 1 << 20

func (p *procfs) marked(pid int) bool {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/environ")
	if err != nil {
		return false // of another user, or gone
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, environMost))
	for v := range bytes.SplitSeq(text, []byte{0}) {
		if bytes.Equal(v, p.mark) {
			return true
		}
	}
	return false
}

func (p *procfs) command(pid int) string {
	return string(bytes.ReplaceAll(p.read(pid, "/cmdline"), []byte{0}, []byte{' '}))
}

func (p *procfs) measure(pid int, s *Sample) {
	var cpu unix.Timespec
	if unix.ClockGettime(cpuClock(pid), &cpu) == nil {
		s.CPU = cpu.Nano()
	}
	if resident, shared, ok := parseStatm(p.read(pid, "/statm")); ok && resident > 0 { // 0: it is ending, its memory is gone
		s.RSS, s.Shared = resident*p.page, min(shared, resident)*p.page
	}
	if text := p.read(pid, "/io"); text != nil {
		if v, ok := parseCounter(text, "read_bytes"); ok {
			s.IORead = v
		}
		if v, ok := parseCounter(text, "write_bytes"); ok {
			s.IOWritten = v
		}
	}
	s.OpenFiles = p.openFiles(pid)
}

// openFiles counts by the size of the folder, which Linux 6.2 and later set.
func (p *procfs) openFiles(pid int) int64 {
	path := "/proc/" + strconv.Itoa(pid) + "/fd"
	var st unix.Stat_t
	if unix.Stat(path, &st) != nil {
		return Unknown
	}
	if st.Size > 0 {
		return st.Size
	}
	dir, err := os.Open(path)
	if err != nil {
		return Unknown
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return Unknown
	}
	return int64(len(names))
}

// cpuClock returns the clock of the CPU time of a process, in nanoseconds where
// /proc has ticks of 10 ms; see clock_getcpuclockid(3).
func cpuClock(pid int) int32 { return int32(^uint32(pid)<<3 | 2) }

// OwnCPU returns what f takes of CPU time.
func OwnCPU(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, after unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &before)
	f()
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &after)
	return time.Duration(after.Nano() - before.Nano())
}
