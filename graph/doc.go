// Package graph draws queries as pictures: the plan, or the tasks of a stage, as
// a directed graph.
//
// A query becomes a sketch: boxes, lines and clusters with what is written on
// them. The sketch is written in the DOT language, graph/graphviz finds places
// for its parts, and graph/picture paints them, as SVG or as an image. Whoever
// wants another picture has the DOT.
package graph
