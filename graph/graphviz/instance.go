package graphviz

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero/api"
)

// instance is one Graphviz with a memory of its own. It calls Graphviz's C
// functions by their names.
type instance struct {
	module api.Module
	memory api.Memory
}

// stop is a C function that did not return.
type stop struct {
	name string
	err  error
}

func (s *stop) Error() string { return "graphviz stopped in " + s.name + ": " + s.err.Error() }
func (s *stop) Unwrap() error { return s.err }

var errMemory = errors.New("graphviz answered with an address outside of its memory")

func (i *instance) close() { _ = i.module.Close(context.Background()) }

// call calls a C function and returns what it returns, 0 where that is nothing.
func (i *instance) call(ctx context.Context, name string, args ...uint64) (uint32, error) {
	f := i.module.ExportedFunction(name)
	if f == nil {
		return 0, fmt.Errorf("graphviz has no function %s", name)
	}
	results, err := f.Call(ctx, args...)
	if err != nil {
		return 0, &stop{name, err}
	}
	if len(results) == 0 {
		return 0, nil
	}
	return uint32(results[0]), nil
}

// allocate returns the address of so many bytes.
func (i *instance) allocate(ctx context.Context, n int) (uint32, error) {
	at, err := i.call(ctx, "malloc", uint64(n))
	if err == nil && at == 0 {
		err = errors.New("graphviz is out of memory")
	}
	return at, err
}

// text puts a C string into memory. Bytes of value 0 would end it early.
func (i *instance) text(ctx context.Context, s string) (uint64, error) {
	at, err := i.allocate(ctx, len(s)+1)
	if err != nil {
		return 0, err
	}
	if !i.memory.WriteString(at, s) || !i.memory.WriteByte(at+uint32(len(s)), 0) {
		return 0, errMemory
	}
	return uint64(at), nil
}

func (i *instance) word(at uint32) (uint32, error) {
	v, ok := i.memory.ReadUint32Le(at)
	if !ok {
		return 0, errMemory
	}
	return v, nil
}

// plugins returns the address of the list of plug-ins that the module has
// built in, as gvContextPlugins takes it: pairs of name and address, ended by a
// pair of zeros. The module hands out a list of pointers to such pairs, in
// slots of eight bytes.
func (i *instance) plugins(ctx context.Context) (uint64, error) {
	const pair = 8
	p, err := i.allocate(ctx, pair)
	if err != nil {
		return 0, err
	}
	if _, err := i.call(ctx, "wasm_bridge_SymList_default", uint64(p)); err != nil {
		return 0, err
	}
	list, err := i.word(p)
	if err != nil {
		return 0, err
	}
	n, err := i.word(list)
	if err != nil {
		return 0, err
	}
	from, err := i.word(list + 4)
	if err != nil || n > 100 {
		return 0, errors.Join(err, errMemory)
	}
	to, err := i.allocate(ctx, pair*int(n+1))
	if err != nil {
		return 0, err
	}
	for k := range n {
		at, err := i.word(from + pair*k)
		if err != nil {
			return 0, err
		}
		b, ok := i.memory.Read(at, pair)
		if !ok || !i.memory.Write(to+pair*k, b) {
			return 0, errMemory
		}
	}
	if !i.memory.Write(to+pair*n, make([]byte, pair)) {
		return 0, errMemory
	}
	return uint64(to), nil
}
