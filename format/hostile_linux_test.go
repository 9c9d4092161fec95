package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// memoryBound is the address space that docs/format.md says a reader may need
// beyond what a Go program has anyway: the most that can be alive, and as much
// again for what the garbage collector has not collected.
const memoryBound = 1 << 30

const hostileEnv = "DAFT_ANALYZE_TEST_HOSTILE"

// TestHostile reads changed recordings in a process that cannot get more memory
// than the bound: one allocation of a size that a file made up would kill it.
func TestHostile(t *testing.T) {
	if seed := os.Getenv(hostileEnv); seed != "" {
		limitMemory(t)
		hostile(t, seed)
		return
	}
	t.Parallel()
	seeds := []string{"1", "2"}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		cmd := exec.Command(os.Args[0], "-test.run=^TestHostile$", "-test.v")
		cmd.Env = append(os.Environ(), hostileEnv+"="+seed, "GOTRACEBACK=single")
		out, err := cmd.CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("inputs read: ")) {
			t.Fatalf("seed %s: %v\n%s", seed, err, tail(out, 4000))
		}
	}
}

func tail(p []byte, n int) []byte { return p[max(0, len(p)-n):] }

// limitMemory limits the address space to what is used now and the bound.
func limitMemory(t *testing.T) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	var pages uint64
	if _, err := fmt.Sscan(string(statm), &pages); err != nil {
		t.Fatal(err)
	}
	limit := pages*uint64(os.Getpagesize()) + memoryFactor*memoryBound
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		t.Fatal(err)
	}
}

func hostile(t *testing.T, seed string) {
	var n uint64
	if _, err := fmt.Sscan(seed, &n); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(n, 7))
	small, _ := smallRecording(t)
	files := [][]byte{small, recording(t, randomEvents(n, 30), 10, closingEvent()), recording(t, rayEvents(500), 200, closingEvent())}
	states := map[State]int{}
	if got := readWorst(t); got != 6 {
		t.Errorf("%d batches of the worst file read, want 6", got)
	}
	const inputs = 4000
	for range inputs {
		file := mutate(r, files)
		if r.IntN(4) > 0 {
			seal(file)
		}
		_, status := tryRead(t, file)
		if status.State == Complete && !bytes.Equal(file, files[0]) && !bytes.Equal(file, files[1]) && !bytes.Equal(file, files[2]) {
			t.Fatal("a changed recording is complete")
		}
		states[status.State]++
	}
	if states[Damaged] == 0 || states[Interrupted] == 0 {
		t.Errorf("states %v", states)
	}
	t.Logf("inputs read: %d %v", inputs, states)
}

// readWorst reads batches that are as large as the limits allow, and returns
// how many.
func readWorst(t *testing.T) int64 {
	const rows, items, text = 2, maxBatchItems, maxBufferBytes
	offsets := make([]byte, (items+1)*4)
	for i := range items + 1 {
		binary.LittleEndian.PutUint32(offsets[4*i:], uint32(min(i, 1)*(text/2)))
	}
	list := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(make([]byte, 4), items), items)
	b := newForged()
	b.buffers[forgedText], b.buffers[forgedText+2] = nil, make([]byte, text)
	b.buffers[forgedText+1] = binary.LittleEndian.AppendUint32(make([]byte, 8), text)
	b.buffers[forgedPaths], b.buffers[forgedPaths+1] = nil, list
	b.buffers[forgedPaths+3], b.buffers[forgedPaths+4] = offsets, make([]byte, text/2)
	b.nodes[1].nulls, b.nodes[2].nulls, b.nodes[3].length = 0, 0, items
	b.compressed = true
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range b.buffers {
		if len(p) > 0 {
			b.buffers[i] = z.EncodeAll(p, binary.LittleEndian.AppendUint64(nil, uint64(len(p))))
		}
	}
	z.Close()
	file, message := b.file(t), b.message()
	for range 5 {
		file = append(file, message...)
	}
	r, err := NewReader(bytes.NewReader(file), 1<<30) // by its size it may hold more
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
	}
	return r.Status().Batches - 1
}

// mutate changes a few words, bytes or stretches of one of the files.
func mutate(r *rand.Rand, files [][]byte) []byte {
	file := bytes.Clone(files[r.IntN(len(files))])
	for range 1 + r.IntN(3) {
		at := r.IntN(len(file))
		if r.IntN(2) == 0 { // into a message's metadata, where the lengths are
			all := messages(file)
			if len(all) == 0 {
				return file
			}
			p := all[r.IntN(len(all))]
			at = p.begin + r.IntN(min(p.end-p.begin, 400))
		}
		switch r.IntN(6) {
		case 0:
			file[at] ^= 1 << r.IntN(8)
		case 1:
			file[at] = byte(r.Uint32())
		case 2, 3: // a word
			var word [8]byte
			binary.LittleEndian.PutUint64(word[:], pick(r, 0, 1, 7, 8, 255, 1<<16, 1<<24, 1<<30, 1<<31-8, 1<<31, 1<<32-1, 1<<40, 1<<62, 1<<63, ^uint64(0), r.Uint64()))
			copy(file[at&^3:], word[:pick(r, 2, 4, 8)])
		case 4: // a stretch of another place
			from := r.IntN(len(file))
			copy(file[at:], file[from:min(len(file), from+1+r.IntN(300))])
		case 5:
			file = file[:at+1]
		}
	}
	return file
}

// TestHostileKilled makes sure that the limit of TestHostile is one.
func TestHostileKilled(t *testing.T) {
	if os.Getenv(hostileEnv) == "kill" {
		limitMemory(t)
		p := make([]byte, memoryFactor*memoryBound+(256<<20))
		t.Log(len(p), "bytes allocated")
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHostileKilled$", "-test.v")
	cmd.Env = append(os.Environ(), hostileEnv+"=kill", "GOTRACEBACK=none")
	out, err := cmd.CombinedOutput()
	if err == nil || bytes.Contains(out, []byte("bytes allocated")) {
		t.Errorf("error %v\n%s", err, tail(out, 2000))
	}
}
