package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// formatFlag is the value of --format.
type formatFlag string

const (
	formatText     formatFlag = "text"
	formatJSON     formatFlag = "json"
	formatMarkdown formatFlag = "markdown"
)

// flag is --format of a command that writes text, JSON, and what else is named.
func (f *formatFlag) flag(c *cobra.Command, more ...formatFlag) {
	*f = formatText
	v := formatValue{f, nil}
	for _, x := range append([]formatFlag{formatText, formatJSON}, more...) {
		v.allowed = append(v.allowed, string(x))
	}
	c.Flags().Var(v, "format", oneOf(v.allowed))
	complete(c, "format", v.allowed...)
}

// formatValue sets a formatFlag to one of several.
type formatValue struct {
	form    *formatFlag
	allowed []string
}

func (v formatValue) Type() string { return "format" }

func (v formatValue) String() string {
	if v.form == nil {
		return ""
	}
	return string(*v.form)
}

func (v formatValue) Set(s string) error {
	if !slices.Contains(v.allowed, s) {
		return errors.New("it is " + oneOf(v.allowed))
	}
	*v.form = formatFlag(s)
	return nil
}

// oneOf writes a choice: a, b or c.
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// complete has a shell complete the values of a flag.
func complete(c *cobra.Command, flag string, values ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}
