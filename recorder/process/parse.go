package process

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// clockTicks is USER_HZ, 100 on every architecture that Go runs on.
const clockTicks = 100

// parseStat reads /proc/PID/stat. The name stands in parentheses and may hold
// any byte, parentheses and spaces included.
func parseStat(text []byte) (identity, bool) {
	open, shut := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || shut < open {
		return identity{}, false
	}
	fields := bytes.Fields(text[shut+1:]) // from the third on
	if len(fields) < 20 || len(fields[0]) != 1 {
		return identity{}, false
	}
	ok := true
	number := func(i int) int64 {
		v, err := strconv.ParseInt(string(fields[i-3]), 10, 64)
		ok = ok && err == nil && v >= 0
		return v
	}
	id := identity{
		name: string(text[open+1 : shut]), ppid: int(number(4)), start: uint64(number(22)),
		zombie:  fields[0][0] == 'Z' || fields[0][0] == 'X',
		threads: number(20),
	}
	if ticks := number(14) + number(15); ticks >= 0 && ticks < math.MaxInt64/int64(time.Second) {
		id.cpu = ticks * (int64(time.Second) / clockTicks)
	} else {
		id.cpu = Unknown
	}
	return id, ok
}

// parseStatm reads resident and shared pages of /proc/PID/statm.
func parseStatm(text []byte) (resident, shared int64, ok bool) {
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return 0, 0, false
	}
	resident, err := strconv.ParseInt(string(fields[1]), 10, 64)
	shared, err2 := strconv.ParseInt(string(fields[2]), 10, 64)
	return resident, shared, err == nil && err2 == nil && resident >= 0 && shared >= 0
}

// parseCounter finds "name value" or "name: value" in lines of text, as in
// /proc/PID/io and in memory.events.
func parseCounter(text []byte, name string) (int64, bool) {
	for line := range bytes.Lines(text) {
		rest, found := bytes.CutPrefix(line, []byte(name))
		if !found || len(rest) == 0 || rest[0] != ':' && rest[0] != ' ' {
			continue
		}
		v, err := strconv.ParseInt(string(bytes.TrimSpace(rest[1:])), 10, 64)
		return v, err == nil && v >= 0
	}
	return 0, false
}
