package graphviz

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

//go:embed graphviz.wasm
var module []byte

// mostMemoryPages bounds what one graph may take: 1 GiB.
const mostMemoryPages = 1 << 14

// engine is Graphviz in one of wazero's two forms, made when it is first needed.
// Its module is instantiated anew for each graph, so that engines may be used by
// several goroutines and nothing of a graph outlives it.
type engine struct {
	config func() wazero.RuntimeConfig

	once    sync.Once
	runtime wazero.Runtime
	code    wazero.CompiledModule
	err     error
}

// Compiled code takes half a second to make, and then runs twenty times as fast
// as what is interpreted.
var (
	interpreted = &engine{config: wazero.NewRuntimeConfigInterpreter}
	compiled    = &engine{config: wazero.NewRuntimeConfig}
)

func (e *engine) start() error {
	e.once.Do(func() { e.err = e.compile(context.Background()) })
	return e.err
}

// compile is never given a context that may end: what it makes is kept.
func (e *engine) compile(ctx context.Context) error {
	config := e.config().WithCloseOnContextDone(true).WithMemoryLimitPages(mostMemoryPages)
	ctx = experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0))
	r := wazero.NewRuntimeWithConfig(ctx, config)
	code, err := r.CompileModule(ctx, module)
	if err != nil {
		return fmt.Errorf("cannot compile Graphviz: %w", err)
	}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return err
	}
	if err := instantiateHost(ctx, r, code); err != nil {
		return err
	}
	e.runtime, e.code = r, code
	return nil
}

// instantiateHost offers the functions by which the module would call plug-ins
// written in Go. There are none, so that they are never called.
func instantiateHost(ctx context.Context, r wazero.Runtime, code wazero.CompiledModule) error {
	host := r.NewHostModuleBuilder("env")
	for _, f := range code.ImportedFunctions() {
		module, name, _ := f.Import()
		if module != "env" {
			continue
		}
		stub := api.GoModuleFunc(func(context.Context, api.Module, []uint64) {
			panic(errors.New("graphviz called a plug-in that there is not: " + name))
		})
		host.NewFunctionBuilder().WithGoModuleFunction(stub, f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	_, err := host.Instantiate(ctx)
	return err
}

// open makes an instance, which the caller must close. It sees no file, no
// variable of the environment, and no clock but a fake one.
func (e *engine) open(ctx context.Context) (*instance, error) {
	if err := e.start(); err != nil {
		return nil, err
	}
	m, err := e.runtime.InstantiateModule(ctx, e.code, wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize"))
	if err != nil {
		return nil, err
	}
	return &instance{module: m, memory: m.Memory()}, nil
}
