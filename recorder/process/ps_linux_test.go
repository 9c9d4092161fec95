package process

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestSamplesAgreeWithPs compares a sample with what ps says of the same
// process, which has used CPU time and then stopped itself: nothing of it
// changes meanwhile.
func TestSamplesAgreeWithPs(t *testing.T) {
	if _, err := exec.LookPath("ps"); err != nil {
		t.Skip("needs ps")
	}
	child := exec.Command("sh", "-c", "i=0; while [ $i -lt 500000 ]; do i=$((i+1)); done; kill -STOP $$")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = child.Process.Kill()
		_ = child.Wait()
	}()
	// WUNTRACED: returns when it has stopped, and takes nothing away.
	if _, err := syscall.Wait4(child.Process.Pid, nil, syscall.WUNTRACED, nil); err != nil {
		t.Fatal(err)
	}
	tree, err := NewTree("NOT_THERE=1")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	tree.Begin(child.Process.Pid)
	samples, err := tree.Sample()
	if err != nil || len(samples) != 1 {
		t.Fatalf("%+v %v", samples, err)
	}
	s := samples[0]
	out, err := exec.Command("ps", "-o", "ppid=,nlwp=,rss=,cputimes=,comm=", "-p", fmt.Sprint(s.PID)).Output()
	f := strings.Fields(string(out))
	if err != nil || len(f) != 5 {
		t.Skipf("this ps says %q: %v", out, err)
	}
	number := func(i int) int64 {
		n, err := strconv.ParseInt(f[i], 10, 64)
		if err != nil {
			t.Fatalf("ps says %q: %v", out, err)
		}
		return n
	}
	if int64(s.PPID) != number(0) || s.Threads != number(1) || s.Name != f[4] {
		t.Errorf("parent %d, %d threads, name %s; ps says %s", s.PPID, s.Threads, s.Name, out)
	}
	// The kernel counts pages by processor, and some readers get the sum of these
	// and others an estimate: up to some dozen pages a processor lie between.
	if d := s.RSS - number(2)<<10; d < -2<<20 || d > 2<<20 {
		t.Errorf("%d bytes resident, ps says %d", s.RSS, number(2)<<10)
	}
	const fuzz = 20e6 // ps counts ticks of 10 ms, of user and system apart
	if said := number(3) * 1e9; s.CPU < 1e6 || s.CPU < said-fuzz || s.CPU > said+1e9+fuzz {
		t.Errorf("%d ns of CPU, ps says %d s", s.CPU, number(3))
	}
}
