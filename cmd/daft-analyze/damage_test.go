package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever happens to a recording, every command that reads it says what is
// wrong in one line: with exit code 2 where nothing is readable, or beside the
// analysis of what is intact.
func TestDamagedRecordings(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("..", "..", "testdata", "recordings", "udf-fails-ray.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	random := rand.New(rand.NewPCG(1, 2))
	damages := map[string]func() []byte{
		"truncated": func() []byte { return whole[:random.IntN(len(whole))] },
		"one bit flipped": func() []byte {
			b := bytes.Clone(whole)
			b[random.IntN(len(b))] ^= 1 << random.IntN(8)
			return b
		},
		"overwritten": func() []byte {
			b := bytes.Clone(whole)
			for i := range b[random.IntN(len(b)-16):][:16] {
				b[i] = byte(random.Uint32())
			}
			return b
		},
		"a piece missing": func() []byte {
			at := random.IntN(len(whole) - 100)
			return append(bytes.Clone(whole[:at]), whole[at+1+random.IntN(99):]...)
		},
		"something appended": func() []byte { return append(bytes.Clone(whole), byte(random.Uint32())) },
	}
	commands := [][]string{{"explain"}, {"explain", "--format", "json"}, {"info"}, {"dump"}, {"recover", "--force", "-o", "out.arrow"}}
	analysed, refused := 0, 0
	for name, damage := range damages {
		for i := range 60 {
			if err := os.WriteFile("bad.arrow", damage(), 0o600); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			command := append(commands[i%len(commands)], "bad.arrow")
			code := run(command, strings.NewReader(""), &stdout, &stderr)
			said := strings.TrimSuffix(stderr.String(), "\n")
			switch {
			case strings.Contains(said, "internal error"), strings.Contains(said, "\n"):
				t.Errorf("%s, %v: %s", name, command, said)
			case code == exitOK:
				analysed++
				if said == "" && command[0] != "info" {
					t.Errorf("%s, %v: the damage is not told", name, command)
				}
			case code == exitUsage:
				refused++
				if said == "" || stdout.Len() > 0 {
					t.Errorf("%s, %v: says %q, and prints %d bytes", name, command, said, stdout.Len())
				}
			default:
				t.Errorf("%s, %v: exit code %d", name, command, code)
			}
		}
	}
	if analysed < 100 || refused < 10 {
		t.Errorf("%d analysed, %d refused: the test does not reach both", analysed, refused)
	}
}
