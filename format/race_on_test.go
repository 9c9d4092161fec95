//go:build race

package format

// memoryFactor is how much more memory the race detector needs.
const memoryFactor = 8
