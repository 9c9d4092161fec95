package payload

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/format"
)

// Limits on what one event may hold. Sizes are bytes. No limit is near what
// Daft sends; they bound what a stranger can make the recorder keep.
const (
	MaxID    = 256      // query and worker ids, names of members
	MaxName  = 16 << 10 // labels
	MaxList  = 65536    // elements of a list column
	MaxAttrs = 256      // attrs of one event
)

// SetCut sets a label that may be too long: then its beginning is kept, and
// its full length in attrs.
func SetCut(e *format.Event, c format.LabelColumn, s string, limit int) {
	e.SetLabel(c, Cut(s, limit))
	if len(s) > limit {
		e.SetAttr(labelName[c]+".bytes", strconv.Itoa(len(s)))
	}
}

// labelName has the names of the label columns that SetCut is used for.
var labelName = map[format.LabelColumn]string{
	format.Path:          "path",
	format.Name:          "name",
	format.Runner:        "runner",
	format.Entrypoint:    "entrypoint",
	format.DaftVersion:   "daft_version",
	format.PythonVersion: "python_version",
	format.RayVersion:    "ray_version",
	format.Input:         "input",
	format.Outcome:       "outcome",
}

// Cut returns at most limit bytes of s as valid UTF-8.
func Cut(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
