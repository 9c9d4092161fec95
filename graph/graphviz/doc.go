// Package graphviz lays out graphs by Graphviz 12.1.2, compiled to WebAssembly.
//
// graphviz.wasm is, byte for byte, the one that go-graphviz v0.2.10 embeds, and
// a test holds what both draw against each other. It is run here by wazero
// itself, because go-graphviz compiles it whenever a program starts that links
// it, keeps the machine code in a folder that every user of the machine can
// write to, and cannot be stopped: see docs/decisions/0021-graphviz.md. Here it
// is compiled when the first graph is laid out, into memory of its own, and a
// context that ends stops it.
package graphviz
