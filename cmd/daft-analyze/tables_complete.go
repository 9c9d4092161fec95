package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// completeColumns completes the last of several columns with commas between; each
// may have a mark before it.
func completeColumns(c *cobra.Command, flag string, t tableCommand, mark string) {
	complete := func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := ""
		if i := strings.LastIndexByte(typed, ','); i >= 0 {
			before = typed[:i+1]
		}
		if mark != "" && strings.HasPrefix(typed[len(before):], mark) {
			before += mark
		}
		list := relation.Names(t.columns())
		for i := range list {
			list[i] = before + list[i]
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	if err := c.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err)
	}
}

// completeWhere completes the column that a filter begins with.
func completeWhere(c *cobra.Command, t tableCommand) {
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var list []string
		for _, x := range t.columns() {
			list = append(list, x.Called()+exampleOf(x)+"\t"+strings.ReplaceAll(x.Doc, "`", ""))
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	if err := c.RegisterFlagCompletionFunc("where", complete); err != nil {
		panic(err)
	}
}

// exampleOf is the comparison that a column is most often used in.
func exampleOf(c relation.Column) string {
	switch c.Type {
	case relation.Text, relation.Integers, relation.Texts:
		return "="
	case relation.Truth:
		return ""
	}
	return ">"
}
