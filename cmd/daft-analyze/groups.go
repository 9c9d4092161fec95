package main

import "github.com/spf13/cobra"

// groups is the order in which --help lists commands: first what a newcomer needs.
var groups = []struct {
	id, title string
	commands  []string
}{
	{"record", "Record:", []string{"record", "import", "demo"}},
	{"see", "See where the time went:", []string{"explain", "report", "graph", "timeline"}},
	{"compare", "Compare:", []string{"diff", "check"}},
	{"ask", "Ask about one thing:", []string{"critical-path", "what-if", "skew", "hotspots", "shuffle", "io", "memory", "logs"}},
	{"list", "List and filter:", []string{"operators", "tasks", "workers"}},
	{"file", "Work with recordings:", []string{"info", "export", "recover", "dump", "assemble"}},
}

// group puts the commands under the headings of --help, in the order of groups.
func group(root *cobra.Command) {
	cobra.EnableCommandSorting = false
	known := map[string]*cobra.Command{}
	for _, c := range root.Commands() {
		known[c.Name()] = c
	}
	ordered := make([]*cobra.Command, 0, len(known))
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, name := range g.commands {
			if c := known[name]; c != nil {
				c.GroupID = g.id
				ordered = append(ordered, c)
				delete(known, name)
			}
		}
	}
	for _, c := range root.Commands() {
		if known[c.Name()] != nil {
			ordered = append(ordered, c)
		}
	}
	root.ResetCommands()
	root.AddCommand(ordered...)
}
