package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// sizeFlag is a flag for a number of bytes, such as 512MiB or 2GB.
type sizeFlag int64

// Units of sizes, the longer names first.
var sizeUnits = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"Ki", 1 << 10}, {"Mi", 1 << 20}, {"Gi", 1 << 30}, {"Ti", 1 << 40},
	{"KB", 1e3}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// String returns the size in the largest unit that it is a multiple of.
func (s *sizeFlag) String() string {
	text := strconv.FormatInt(int64(*s), 10)
	for _, u := range sizeUnits[:4] {
		if *s != 0 && int64(*s)%int64(u.bytes) == 0 {
			text = strconv.FormatInt(int64(*s)/int64(u.bytes), 10) + u.name
		}
	}
	return text
}

// Set reads a size.
func (s *sizeFlag) Set(text string) error {
	number, unit := text, 1.0
	for _, u := range sizeUnits {
		if n, ok := strings.CutSuffix(text, u.name); ok {
			number, unit = n, u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(n >= 0) || n*unit >= math.MaxInt64 {
		return fmt.Errorf("a size is a number with a unit such as MiB or GB")
	}
	*s = sizeFlag(n * unit)
	return nil
}

// Type names the kind of flag in help.
func (s *sizeFlag) Type() string { return "size" }
