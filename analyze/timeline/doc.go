// Package timeline lays a query, or a whole job, out over time: lanes of bars
// that do not overlap, the critical path, marks and curves. It is what the text,
// the image, the report and the trace all draw.
package timeline
