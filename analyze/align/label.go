package align

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// mostLabel bounds a label, in characters.
const mostLabel = 80

// Label says in short what a query does, from its result down to its first
// branching: "Sort <- Aggregate <- Join (lineitem, orders)". In brackets are the
// tables where the recording names files, as on Ray, else what the uppermost
// operator works on.
func Label(q *analyze.Query) string { return label(treeOf(q)) }

func label(t *tree) string {
	root := &t.nodes[t.root()]
	if len(root.children) == 0 {
		return "query without a plan"
	}
	var words []string
	works := ""
	at := root.children
	for len(at) > 0 {
		n := &t.nodes[at[0]]
		if word := called(n); !n.kind.passing() && word != "" && (len(words) == 0 || words[len(words)-1] != word) {
			words = append(words, word)
		}
		if works == "" && n.kind != kindProject {
			works = n.works
		}
		if len(n.children) > 1 {
			break
		}
		at = n.children
	}
	if len(words) == 0 {
		words = append(words, called(&t.nodes[root.children[0]]))
	}
	if len(words) > 6 {
		words = append(append(slices.Clone(words[:3]), "..."), words[len(words)-2:]...)
	}
	text := strings.Join(words, " <- ")
	if in := t.tables(); in != "" {
		works = in
	}
	if works != "" {
		text += " (" + works + ")"
	}
	return short(text, mostLabel)
}

func called(n *node) string {
	switch n.kind {
	case kindUDF:
		name := stable(n.op.Name, "")
		return strings.TrimSpace("UDF " + strings.TrimSpace(strings.TrimPrefix(name, "UDF")))
	case kindUnknown:
		return "unknown operator"
	}
	return string(n.kind)
}

// tables are the names of what is read, where all scans tell it.
func (t *tree) tables() string {
	var names []string
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.kind != kindScan {
			continue
		}
		name := tableOf(n.files)
		if name == "" {
			return ""
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) > 4 {
		names = append(names[:4], "...")
	}
	return strings.Join(names, ", ")
}

// tableOf is what files are of: their names without number and ending, else the
// folder they are in.
func tableOf(files string) string {
	if files == "" || strings.Contains(files, ", ") {
		return ""
	}
	folder, file := "", files
	if i := strings.LastIndexByte(files, '/'); i >= 0 {
		folder, file = files[:i], files[i+1:]
	}
	if i := strings.IndexByte(file, '.'); i > 0 {
		file = file[:i]
	}
	bare := func(s string) string { return strings.Trim(s, "*-_. ") }
	if name := bare(file); name != "" && name != "part" && name != "data" {
		return name
	}
	return bare(folder)
}

// short cuts a text to so many characters and drops what is no single line.
func short(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
