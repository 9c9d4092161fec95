package main

import (
	"io"
	"strings"
	"testing"
)

// Every command stands under a heading of --help, and every heading's commands exist.
func TestEveryCommandIsInAGroup(t *testing.T) {
	listed := map[string]bool{"version": true, "completion": true, "help": true}
	for _, c := range newRoot(streams{strings.NewReader(""), io.Discard, io.Discard}).Commands() {
		if !c.Hidden && c.GroupID == "" && !listed[c.Name()] {
			t.Errorf("%s is in no group", c.Name())
		}
		listed[c.Name()] = true
	}
	for _, g := range groups {
		for _, name := range g.commands {
			if !listed[name] {
				t.Errorf("%s: there is no command %s", g.title, name)
			}
		}
	}
}
