package graphviz

import "context"

// Engine is an engine, for tests that do not leave the choice to the size.
type Engine struct{ *engine }

// The engines.
var (
	Interpreted = Engine{interpreted}
	Compiled    = Engine{compiled}
)

// Render is the engine's own.
func (e Engine) Render(ctx context.Context, dot, format string) ([]byte, error) {
	return e.render(ctx, dot, format)
}
