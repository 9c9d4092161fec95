package output

import "strings"

// A Tag is what the beginning of a line says of who printed it.
type Tag struct {
	// Name is the actor or task of Ray, the UDF of a UDF process of Daft, or
	// Ray's daemon: raylet, gcs_server, autoscaler. It may be "".
	Name      string
	HasPID    bool // of a process on the machine IP
	PID       int64
	IP        string // "" for the driver's own machine
	HasWorker bool   // of Daft: which of the UDF's processes
	Worker    int64
	// Repeated is how many lines like it Ray held back for this one, 0 where
	// it held none back.
	Repeated int64
}

// maxTag bounds in which part of a line its tag is looked for, in bytes.
const maxTag = 512

// TagOf reads the tag of a line without escape sequences. Ray prints lines of its
// processes as
//
//	(NAME pid=123, ip=10.0.0.7) text
//	(pid=123) text
//	(raylet, ip=10.0.0.7) text
//	(autoscaler +1m3s) text
//
// and " [repeated 5x across cluster]" at the end of one that stands for several.
// Daft prints those of its UDF processes as
//
//	[`NAME` Worker #3] text
//
// A line of the job's own that looks the same is taken for one of these.
func TagOf(line string) Tag {
	head := line[:min(len(line), maxTag)]
	var t Tag
	var ok bool
	switch {
	case strings.HasPrefix(head, "("):
		if t, ok = rayTag(head[1:]); ok {
			t.Repeated = repeated(line)
		}
	case strings.HasPrefix(head, "[`"):
		t = daftTag(head[2:])
	}
	return t
}

// rayTag reads what follows the opening bracket.
func rayTag(s string) (t Tag, ok bool) {
	if name, rest, found := cutPID(s); found {
		t.Name = name
		if t.PID, rest, t.HasPID = digits(rest); !t.HasPID {
			return Tag{}, false
		}
		s = rest
	} else {
		end := strings.IndexAny(s, ",)")
		if end < 0 {
			return Tag{}, false
		}
		name, since, _ := strings.Cut(s[:end], " ")
		switch {
		case name == "autoscaler" && strings.HasPrefix(since, "+"), (name == "raylet" || name == "gcs_server") && since == "":
			t.Name, s = name, s[end:]
		default:
			return Tag{}, false
		}
	}
	if ip, found := strings.CutPrefix(s, ", ip="); found {
		end := strings.IndexByte(ip, ')')
		if end <= 0 || strings.ContainsAny(ip[:end], " ,(") {
			return Tag{}, false
		}
		t.IP, s = ip[:end], ip[end:]
	}
	if s != ")" && !strings.HasPrefix(s, ") ") {
		return Tag{}, false
	}
	return t, true
}

// cutPID parts "NAME pid=" and "pid=" from what follows.
func cutPID(s string) (name, rest string, found bool) {
	if rest, found = strings.CutPrefix(s, "pid="); found {
		return "", rest, true
	}
	return strings.Cut(s, " pid=")
}

// daftTag reads what follows the opening bracket and quote.
func daftTag(s string) Tag {
	name, rest, found := strings.Cut(s, "` Worker #")
	if !found || name == "" {
		return Tag{}
	}
	n, rest, ok := digits(rest)
	if !ok || rest != "]" && !strings.HasPrefix(rest, "] ") {
		return Tag{}
	}
	return Tag{Name: name, HasWorker: true, Worker: n}
}

const (
	repeatedBegin = " [repeated "
	repeatedEnd   = "x across cluster]"
)

// repeated reads Ray's note on lines that it held back; behind it stands, the
// first time, how to switch that off.
func repeated(line string) int64 {
	i := strings.LastIndex(line, repeatedBegin)
	if i < 0 {
		return 0
	}
	n, rest, ok := digits(line[i+len(repeatedBegin):])
	if !ok || !strings.HasPrefix(rest, repeatedEnd) {
		return 0
	}
	return n
}

// digits reads a number of up to 18 digits.
func digits(s string) (n int64, rest string, ok bool) {
	i := 0
	for i < len(s) && i < 18 && '0' <= s[i] && s[i] <= '9' {
		n = 10*n + int64(s[i]-'0')
		i++
	}
	return n, s[i:], i > 0
}
