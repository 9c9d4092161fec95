package report

import "github.com/daft-analyze/daft-analyze/report/layout"

// What this package lays out its text with, by its short names.
type style = layout.Style

const (
	// DefaultWidth is the width of text that does not go to a terminal.
	DefaultWidth = layout.DefaultWidth
	// MinWidth is the least width that text is laid out for.
	MinWidth = layout.MinWidth
	// Unlimited is the width of text that is never cut.
	Unlimited = layout.Unlimited

	plain   = layout.Plain
	bold    = layout.Bold
	dim     = layout.Dim
	red     = layout.Red
	green   = layout.Green
	yellow  = layout.Yellow
	blue    = layout.Blue
	magenta = layout.Magenta
	cyan    = layout.Cyan
	gray    = layout.Gray

	unstyled = layout.Unstyled
	ellipsis = layout.Ellipsis

	fieldColumn = layout.FieldColumn

	longestText = layout.LongestText
	longestCell = layout.LongestCell
	longestName = layout.LongestName
)

var (
	safe      = layout.Safe
	safeLines = layout.SafeLines
	cells     = layout.Cells
	clip      = layout.Clip
	bounded   = layout.Bounded
	pad       = layout.Pad
	wrap      = layout.Wrap
	flow      = layout.Flow
	cut       = layout.Cut
	gist      = layout.Gist
	shellWord = layout.ShellWord

	mdProse     = layout.Prose
	mdCode      = layout.Code
	mdCell      = layout.Cell
	mdCellProse = layout.CellProse
	mdFence     = layout.Fence
	mdShort     = layout.Short
	mdClipLines = layout.ClipLines
)
