package graphviz

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// interpretedBelow is how many nodes and edges a process lays out by interpreted
// code, over all its graphs: from there on compiling pays.
const interpretedBelow = 60

// seen is how many nodes and edges the process was asked to lay out.
var seen atomic.Int64

// choose returns the engine for a graph.
func choose(size int) *engine {
	if seen.Add(int64(max(size, 1))) <= interpretedBelow {
		return interpreted
	}
	return compiled
}

// ErrNotDOT says that Graphviz could not read a graph.
var ErrNotDOT = errors.New("graphviz cannot read the graph")

// ErrGaveUp says that Graphviz ended in the middle of its work.
var ErrGaveUp = errors.New("graphviz gave up")

// Render lays out a graph in the DOT language and writes it in one of
// Graphviz's own formats, such as svg or json0. Size is about how many nodes and
// edges it has. The error is that of the context where it ended before.
func Render(ctx context.Context, dot string, size int, format string) ([]byte, error) {
	if strings.IndexByte(dot, 0) >= 0 {
		return nil, fmt.Errorf("%w: it holds a zero byte", ErrNotDOT)
	}
	text, err := choose(size).render(ctx, dot, format)
	var stopped *stop
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &stopped):
		return nil, ErrGaveUp // its memory is full, or it found a fault in itself
	}
	return text, err
}

func (e *engine) render(ctx context.Context, dot, format string) ([]byte, error) {
	i, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	defer i.close()
	plugins, err := i.plugins(ctx)
	if err != nil {
		return nil, err
	}
	gvc, err := i.call(ctx, "gvContextPlugins", plugins, 0)
	if err != nil {
		return nil, err
	}
	source, err := i.text(ctx, dot)
	if err != nil {
		return nil, err
	}
	g, err := i.call(ctx, "agmemread", source)
	if err != nil {
		return nil, err
	}
	if g == 0 {
		return nil, ErrNotDOT
	}
	layout, err := i.text(ctx, "dot")
	if err != nil {
		return nil, err
	}
	if failed, err := i.call(ctx, "gvLayout", uint64(gvc), uint64(g), layout); err != nil || failed != 0 {
		return nil, errors.Join(errors.New("graphviz cannot lay out the graph"), err)
	}
	return i.write(ctx, gvc, g, format)
}

// write writes a graph that is laid out.
func (i *instance) write(ctx context.Context, gvc, g uint32, format string) ([]byte, error) {
	name, err := i.text(ctx, format)
	if err != nil {
		return nil, err
	}
	result, err := i.allocate(ctx, 8) // where its address and its length are put
	if err != nil {
		return nil, err
	}
	if failed, err := i.call(ctx, "gvRenderData", uint64(gvc), uint64(g), name, uint64(result), uint64(result+4)); err != nil || failed != 0 {
		return nil, errors.Join(fmt.Errorf("graphviz cannot write %s", format), err)
	}
	at, err := i.word(result)
	if err != nil {
		return nil, err
	}
	n, err := i.word(result + 4)
	if err != nil {
		return nil, err
	}
	text, ok := i.memory.Read(at, n)
	if !ok {
		return nil, errMemory
	}
	return append([]byte(nil), text...), nil
}
