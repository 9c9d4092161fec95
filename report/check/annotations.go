package check

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/layout"
)

// annotationsShown is how many annotations of one kind are written: GitHub shows
// ten of a step, of which the runner itself takes one when the step fails.
const annotationsShown = 9

// Annotations writes what a pull request shows at its top, as commands of GitHub's
// workflows: errors for what fails, warnings for what cannot be told or no longer
// holds. Where there are too many the last one says how many more.
func Annotations(w io.Writer, r Report, o Options) error {
	g := groupsOf(r)
	var errors, warnings []annotation
	for _, c := range g.failed {
		text := append([]string{sentence(c.Check)}, r.details(c)...)
		errors = append(errors, annotation{o.title() + ": " + name(c.Check), strings.Join(text, "\n")})
	}
	for _, c := range g.incomparable {
		errors = append(errors, annotation{o.title() + ": cannot be compared", sentence(c.Check)})
	}
	for _, c := range g.inconclusive {
		warnings = append(warnings, annotation{o.title() + ": inconclusive", doubt(c.Check)})
	}
	for _, s := range r.Expired {
		warnings = append(warnings, annotation{o.title() + ": suppression expired", covers(s) + ". " + suppression(s)})
	}
	var b strings.Builder
	annotate(&b, "error", errors)
	annotate(&b, "warning", warnings)
	_, err := io.WriteString(w, b.String())
	return err
}

type annotation struct{ title, message string }

func annotate(b *strings.Builder, kind string, list []annotation) {
	if n := len(list) - annotationsShown; n > 0 {
		last := annotation{list[0].title, humanize.Count(int64(n+1)) + " more: see the summary of this step, or its log"}
		list = append(list[:annotationsShown-1:annotationsShown-1], last)
	}
	for _, a := range list {
		b.WriteString("::" + kind + " title=" + property(a.title) + "::" + data(a.message) + "\n")
	}
}

// longestAnnotation is how many bytes one message has at most: GitHub shows the
// beginning of what is longer.
const longestAnnotation = 4_000

// data writes a message so that GitHub reads just that.
func data(text string) string {
	lines := strings.Split(layout.Bounded(text, longestAnnotation), "\n")
	for i := range lines {
		lines[i] = layout.Safe(lines[i])
	}
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(strings.Join(lines, "\n"))
}

// property writes a value of a command's property so that GitHub reads just that.
func property(text string) string {
	text = layout.Clip(layout.Short(text), 2*longestSubject)
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}

// Inert writes a text for the log of a GitHub workflow so that nothing in it is
// taken as a command: a line that begins with ::, or that holds ##[, anywhere in
// the names of a recording. What switches commands on again is made of the text
// itself, which therefore cannot hold it.
func Inert(w io.Writer, text string) error {
	sum := sha256.Sum256([]byte(text))
	token := "daft-analyze-" + hex.EncodeToString(sum[:16])
	_, err := io.WriteString(w, "::stop-commands::"+token+"\n"+strings.TrimSuffix(text, "\n")+"\n::"+token+"::\n")
	return err
}
