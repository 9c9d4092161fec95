package format

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Numbers of Arrow's types in Schema.fbs.
const (
	fbInt    = 2
	fbFloat  = 3
	fbUtf8   = 5
	fbList   = 12
	fbStruct = 13
	fbMap    = 17
)

// field is a column of a file. slot is -1 for a column that this version does
// not know.
type field struct {
	name       string
	typ        Type
	slot       int
	dictionary int64 // id, of a label column
}

// readSchema reads the schema message: the header and the columns, in file order.
func readSchema(m *message) (Header, []field, error) {
	f := &m.meta
	meta := f.vectorField(m.table, 2, 4)
	h, err := readHeader(f, meta)
	if err != nil {
		return h, nil, err
	}
	if f.u16Field(m.table, 0) != 0 {
		return h, nil, schemaError(m, "big-endian, which no recorder writes")
	}
	v := f.vectorField(m.table, 1, 4)
	if v.n == 0 || v.n > maxColumns || f.err != nil {
		return h, nil, schemaError(m, "%d columns", v.n)
	}
	fields := make([]field, 0, v.n)
	seen := make(map[string]bool, v.n)
	ids := map[int64]bool{}
	for i := range v.n {
		c, err := readField(f, f.tableAt(v, i))
		if err == nil && seen[c.name] {
			err = fmt.Errorf("column %s twice", c.name)
		}
		if err == nil && c.typ == TypeLabel && ids[c.dictionary] {
			err = fmt.Errorf("column %s shares a dictionary", c.name)
		}
		if err == nil {
			err = c.bind(h)
		}
		if err != nil {
			return h, nil, schemaError(m, "%v", err)
		}
		if c.typ == TypeLabel {
			ids[c.dictionary] = true
		}
		seen[c.name] = true
		fields = append(fields, c)
	}
	if !seen[columns[0].Name] {
		return h, nil, schemaError(m, "no column %s", columns[0].Name)
	}
	return h, fields, nil
}

func schemaError(m *message, format string, args ...any) error {
	return &FormatError{Reason: "not a readable recording: its schema has " + fmt.Sprintf(format, args...), Offset: m.offset}
}

// readHeader reads the schema's metadata. A file without is not a recording.
func readHeader(f *flat, meta flatVector) (Header, error) {
	var h Header
	version, found := f.lookup(meta, keyVersion)
	if !found {
		return h, &FormatError{Reason: "an Arrow file, but not a recording: its schema has no " + keyVersion}
	}
	text := string(f.bytes(version))
	major, minor, _ := strings.Cut(text, ".")
	var err1, err2 error
	h.Major, err1 = strconv.Atoi(major)
	h.Minor, err2 = strconv.Atoi(minor)
	if err1 != nil || err2 != nil || h.Major < 0 || h.Minor < 0 {
		return h, &FormatError{Reason: fmt.Sprintf("a recording whose format version is unreadable: %.20q", text)}
	}
	if h.Major > VersionMajor {
		return h, &FormatError{Reason: fmt.Sprintf("a recording in format %d.%d; this program reads up to %d.x: upgrade daft-analyze",
			h.Major, h.Minor, VersionMajor)}
	}
	if h.Major < VersionMajor {
		return h, &FormatError{Reason: fmt.Sprintf("a recording in format %d.%d, which was never released", h.Major, h.Minor)}
	}
	createdBy, _ := f.lookup(meta, keyCreatedBy)
	h.CreatedBy = strings.ToValidUTF8(string(f.bytes(createdBy)), "\uFFFD")
	recovered, _ := f.lookup(meta, keyRecovered)
	h.Recovered = string(f.bytes(recovered)) == "true"
	return h, nil
}

func readField(f *flat, t flatTable) (field, error) {
	var c field
	name := f.bytes(f.stringField(t, 0))
	if !utf8.Valid(name) {
		return c, fmt.Errorf("a column whose name is not UTF-8")
	}
	c.name = string(name)
	typ, ok := readType(f, t)
	if f.err != nil {
		return c, f.err
	}
	if !ok {
		return c, fmt.Errorf("column %.40q of another type than any that recordings have", c.name)
	}
	c.typ = typ
	if typ == TypeLabel {
		d, _ := f.tableField(t, 4)
		c.dictionary = f.i64Field(d, 0)
	}
	return c, f.err
}

// readType returns the type of a field, and whether it is one of the seven.
func readType(f *flat, t flatTable) (Type, bool) {
	typ, _ := f.tableField(t, 3)
	kind := f.byteField(t, 2)
	children := f.vectorField(t, 5, 4)
	if d, dictionary := f.tableField(t, 4); dictionary {
		index, _ := f.tableField(d, 1)
		return TypeLabel, kind == fbUtf8 && isInt(f, index, 32)
	}
	child := func(i int) (byte, flatTable, flatTable) {
		c := f.tableAt(children, i)
		if _, dictionary := f.tableField(c, 4); dictionary {
			return 0, c, flatTable{}
		}
		t, _ := f.tableField(c, 3)
		return f.byteField(c, 2), c, t
	}
	switch {
	case kind == fbInt && isInt(f, typ, 64):
		return TypeInt, true
	case kind == fbFloat && f.u16Field(typ, 0) == 2:
		return TypeFloat, true
	case kind == fbUtf8:
		return TypeText, true
	case kind == fbList && children.n == 1:
		kind, _, typ := child(0)
		if kind == fbInt && isInt(f, typ, 64) {
			return TypeInts, true
		}
		return TypeTexts, kind == fbUtf8
	case kind == fbMap && children.n == 1:
		kind, entries, _ := child(0)
		if children = f.vectorField(entries, 5, 4); kind != fbStruct || children.n != 2 {
			return 0, false
		}
		key, _, _ := child(0)
		value, _, _ := child(1)
		return TypeAttrs, key == fbUtf8 && value == fbUtf8
	}
	return 0, false
}

// isInt reports whether an Int table is a signed integer of so many bits.
func isInt(f *flat, t flatTable, bits int) bool {
	return f.i32Field(t, 0) == bits && f.byteField(t, 1) == 1
}

// bind finds the column of the table that c is. Only a file of a later minor
// version may have others.
func (c *field) bind(h Header) error {
	for _, known := range columns {
		if known.Name != c.name {
			continue
		}
		if known.Type != c.typ {
			return fmt.Errorf("column %s of type %s, which is %s in format %d", c.name, c.typ.arrowType(), known.Type.arrowType(), VersionMajor)
		}
		c.slot = int(known.slot)
		return nil
	}
	if h.Minor <= VersionMinor {
		return fmt.Errorf("a column %.40q, which format %d.%d does not have", c.name, h.Major, h.Minor)
	}
	c.slot = -1
	return nil
}
