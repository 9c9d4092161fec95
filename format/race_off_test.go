//go:build !race

package format

const memoryFactor = 1
