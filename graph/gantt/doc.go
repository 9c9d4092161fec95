// Package gantt draws timelines as pictures: standalone SVG, for light and dark
// grounds, without script.
package gantt
