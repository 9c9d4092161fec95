package html

import "github.com/daft-analyze/daft-analyze/report"

// wordGroup is some of the legend of explain, which the page has at its end and
// beside each column that a word of it is the head of.
type wordGroup struct {
	About string
	Words []report.Word
}

func wordsOf() []wordGroup {
	var list []wordGroup
	for _, w := range report.Words() {
		if n := len(list); n == 0 || list[n-1].About != w.About {
			list = append(list, wordGroup{About: w.About})
		}
		g := &list[len(list)-1]
		g.Words = append(g.Words, w)
	}
	return list
}
