package format

// The version of the format, kept in the schema's metadata. A file of a higher
// major version is refused; a higher minor version may add columns and kinds,
// which are skipped.
const (
	VersionMajor = 1
	VersionMinor = 0
)
