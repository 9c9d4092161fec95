package dataflow

// Thresholds of Daft's own, from src/daft-distributed/src/pipeline_node/shuffles/translate_shuffle.rs
// and docs/optimization/shuffle.md: from either on it hints at flight shuffle.
const (
	FlightBytes   = 10 << 30
	FlightSlots   = 500_000
	SlotHeadBytes = 3 << 10 // that the head node holds for each slot
)

// Daft's defaults, from src/common/daft-config/src/lib.rs of 0.7.26.
const (
	BroadcastBytes = 10 << 20  // broadcast_join_size_bytes_threshold: a side that is expected to be no larger is broadcast
	MorselRows     = 128 << 10 // default_morsel_size: rows that a source hands on at once, at most
)

// Thresholds of this package. They say where a scan is worth a look; what it
// costs is on the path.
const (
	// ManyFiles and SmallFileBytes: a request to an object store takes some tens
	// of milliseconds, in which one stream transfers about a mebibyte: below it,
	// asking takes longer than reading. On Ray each file is a task of its own unless
	// enable_scan_task_split_and_merge is set, and a task that reads next to nothing
	// takes 20 ms: 2,000 files of 21 KiB took 19.7 s on two CPUs, and 2.4 s in the 200
	// tasks that they are with it.
	ManyFiles      = 64
	SmallFileBytes = 1 << 20

	// SmallBatchRows and ManyBatches: natively files are not named, but none of a
	// source's batches spans two of them. A whole batch has MorselRows.
	SmallBatchRows = MorselRows / 16
	ManyBatches    = ManyFiles

	// GiantFileBytes, GiantRatio and GiantPerMille: one file is giant if it is
	// this large, so many times the median of the others, and so much of all.
	GiantFileBytes = 32 << 20
	GiantRatio     = 4
	GiantPerMille  = 500

	// LatePerMille and LateNS: natively a scan hands on its first rows late if
	// so much of its life, and so long, is over by then.
	LatePerMille = 500
	LateNS       = 200_000_000

	// ExplodingFactor and ExplodingRows: a join explodes that puts out so many
	// times the rows of its larger side.
	ExplodingFactor = 4
	ExplodingRows   = 100_000
)
