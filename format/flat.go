package format

import (
	"encoding/binary"
	"errors"
)

// errFlat says that a flatbuffer points outside of itself.
var errFlat = errors.New("malformed metadata")

// flat reads a flatbuffer that cannot be trusted. Every access is checked
// against the bytes there are; the first that fails is kept in err, and from
// then on every access answers zero. Nothing is allocated.
type flat struct {
	b   []byte
	err error
}

// flatTable is a table of a flatbuffer. The zero flatTable has no fields.
type flatTable struct{ at, vtable, slots int }

// flatVector is a vector of n elements from at on. All of them lie within the
// buffer.
type flatVector struct{ at, n int }

func (f *flat) ok(at, n int) bool {
	if f.err == nil && at >= 0 && n >= 0 && at <= len(f.b) && n <= len(f.b)-at {
		return true
	}
	f.fail()
	return false
}

func (f *flat) fail() {
	if f.err == nil {
		f.err = errFlat
	}
}

func (f *flat) u16(at int) int {
	if !f.ok(at, 2) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(f.b[at:]))
}

func (f *flat) i32(at int) int {
	if !f.ok(at, 4) {
		return 0
	}
	return int(int32(binary.LittleEndian.Uint32(f.b[at:])))
}

func (f *flat) u32(at int) int {
	if !f.ok(at, 4) {
		return 0
	}
	return int(binary.LittleEndian.Uint32(f.b[at:]))
}

func (f *flat) i64(at int) int64 {
	if !f.ok(at, 8) {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(f.b[at:]))
}

// root returns the root table.
func (f *flat) root() flatTable { return f.table(f.u32(0)) }

// table returns the table at the given position.
func (f *flat) table(at int) flatTable {
	vtable := at - f.i32(at)
	size := f.u16(vtable)
	if !f.ok(vtable, size) || size < 4 {
		f.fail()
		return flatTable{}
	}
	return flatTable{at: at, vtable: vtable, slots: (size - 4) / 2}
}

// field returns the position of a table's field, 0 where it is absent.
func (f *flat) field(t flatTable, slot int) int {
	if slot >= t.slots {
		return 0
	}
	if o := f.u16(t.vtable + 4 + 2*slot); o != 0 {
		return t.at + o
	}
	return 0
}

func (f *flat) byteField(t flatTable, slot int) byte {
	at := f.field(t, slot)
	if at == 0 || !f.ok(at, 1) {
		return 0
	}
	return f.b[at]
}

func (f *flat) u16Field(t flatTable, slot int) int {
	if at := f.field(t, slot); at != 0 {
		return f.u16(at)
	}
	return 0
}

func (f *flat) i32Field(t flatTable, slot int) int {
	if at := f.field(t, slot); at != 0 {
		return f.i32(at)
	}
	return 0
}

func (f *flat) i64Field(t flatTable, slot int) int64 {
	if at := f.field(t, slot); at != 0 {
		return f.i64(at)
	}
	return 0
}

// tableField returns the table that a field refers to, and whether there is one.
func (f *flat) tableField(t flatTable, slot int) (flatTable, bool) {
	at := f.field(t, slot)
	if at == 0 {
		return flatTable{}, false
	}
	sub := f.table(at + f.u32(at))
	return sub, f.err == nil
}

// vectorField returns a vector of elements of the given size.
func (f *flat) vectorField(t flatTable, slot, elem int) flatVector {
	at := f.field(t, slot)
	if at == 0 {
		return flatVector{}
	}
	at += f.u32(at)
	n := f.u32(at)
	if f.err != nil || n > (len(f.b)-at-4)/elem {
		f.fail()
		return flatVector{}
	}
	return flatVector{at: at + 4, n: n}
}

// tableAt returns element i of a vector of tables.
func (f *flat) tableAt(v flatVector, i int) flatTable {
	at := v.at + 4*i
	return f.table(at + f.u32(at))
}

// stringField returns where the bytes of a string lie.
func (f *flat) stringField(t flatTable, slot int) flatVector { return f.vectorField(t, slot, 1) }

func (f *flat) bytes(v flatVector) []byte {
	if !f.ok(v.at, v.n) {
		return nil
	}
	return f.b[v.at : v.at+v.n]
}

// lookup returns the value of a key in a vector of KeyValue tables.
func (f *flat) lookup(v flatVector, key string) (value flatVector, found bool) {
	for i := 0; i < v.n && f.err == nil; i++ {
		kv := f.tableAt(v, i)
		if string(f.bytes(f.stringField(kv, 0))) == key {
			return f.stringField(kv, 1), f.err == nil
		}
	}
	return flatVector{}, false
}
