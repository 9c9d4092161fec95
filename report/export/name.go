package export

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// nameBytes is how long a name may be.
const nameBytes = 200

// Name makes a string of a recording a name: visible and short.
func Name(s string) string {
	s, _ = Text(s, nameBytes)
	s, _ = Text(humanize.Visible(s), 2*nameBytes)
	return s
}

// Operator is how an operator is called: its name and its id.
func Operator(o *analyze.Operator) string {
	if o == nil {
		return "(no operator)"
	}
	name := o.Name
	if name == "" {
		name = o.Type
	}
	if name == "" {
		name = "(unnamed)"
	}
	return Name(name) + " #" + strconv.FormatInt(o.ID, 10)
}

// State is how what an operator did is called, "" where there is nothing to say.
func State(s critical.State) string {
	if s == critical.IO {
		return "reading"
	}
	return string(s)
}
