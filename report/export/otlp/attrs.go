package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// How long what a recording says may be, and how many of a list are kept.
const (
	textBytes = 4 << 10
	longBytes = 32 << 10 // of errors and lines of output
	listItems = 64
)

// attrs sets the attributes of one thing. Unknown numbers and empty texts are not
// set: unknown is not zero.
type attrs struct {
	m         pcommon.Map
	estimated []string // keys of numbers that are not measured
	cut       []string // keys of texts and lists that are not whole
}

// text sets a text of one line, in which what is not to be seen is written as
// escapes.
func (a *attrs) text(key, s string) {
	if s == "" {
		return
	}
	s, cut := export.Text(s, textBytes)
	if cut {
		a.cut = append(a.cut, key)
	}
	s, _ = export.Text(humanize.Visible(s), 6*textBytes)
	a.m.PutStr(key, s)
}

// long sets a text of many lines.
func (a *attrs) long(key, s string) {
	if s == "" {
		return
	}
	s, cut := export.Text(s, longBytes)
	if cut {
		a.cut = append(a.cut, key)
	}
	a.m.PutStr(key, s)
}

func (a *attrs) number(key string, n int64) { a.m.PutInt(key, n) }

// value sets a number where it is known.
func (a *attrs) value(key string, v analyze.Value) {
	if !v.Known() {
		return
	}
	a.m.PutInt(key, v.V)
	if v.Origin == analyze.Derived {
		a.estimated = append(a.estimated, key)
	}
}

func (a *attrs) flag(key string, set bool) {
	if set {
		a.m.PutBool(key, true)
	}
}

func (a *attrs) numbers(key string, list []int64) {
	if len(list) == 0 {
		return
	}
	if len(list) > listItems {
		a.cut, list = append(a.cut, key), list[:listItems]
	}
	s := a.m.PutEmptySlice(key)
	s.EnsureCapacity(len(list))
	for _, n := range list {
		s.AppendEmpty().SetInt(n)
	}
}

func (a *attrs) texts(key string, list []string) {
	if len(list) == 0 {
		return
	}
	if len(list) > listItems {
		a.cut, list = append(a.cut, key), list[:listItems]
	}
	s := a.m.PutEmptySlice(key)
	for _, text := range list {
		text, cut := export.Text(text, textBytes/4)
		if cut && (len(a.cut) == 0 || a.cut[len(a.cut)-1] != key) {
			a.cut = append(a.cut, key)
		}
		s.AppendEmpty().SetStr(humanize.Visible(text))
	}
}

// guess says that a number which was set is not measured.
func (a *attrs) guess(key string) { a.estimated = append(a.estimated, key) }

// end says which of the attributes are not measured, and which not whole.
func (a *attrs) end() {
	a.texts("daft.estimated", a.estimated)
	a.texts("daft.cut", a.cut)
}
