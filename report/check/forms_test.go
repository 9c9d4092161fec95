package check

import "io"

// forms are all forms of a report that are written as a whole.
var forms = map[string]func(io.Writer, Report, Options) error{"txt": Text, "json": JSON, "md": Markdown, "xml": JUnit, "annotations": Annotations}
