package format

// Discard makes a Writer that has failed to write usable again, for a file of
// which each write stands whole or not at all. It drops the events that are
// pending, as they may not fit, and returns how many these are. So a recording for
// which there is no room any more can be closed.
//
// It returns the error of the Writer, and does nothing, where the end of the file
// was begun.
func (w *Writer) Discard() (events int64, err error) {
	if w.ending {
		return 0, w.err
	}
	w.err = nil
	events = int64(w.table.rows)
	w.count -= events
	w.table.reset()
	return events, nil
}

// Sizes of what ends a file, in bytes and at most.
const (
	endBatches     = 16 << 10 // two batches, of one event of the recorder's own each
	dictionaryCost = 1 << 10  // of a dictionary beside its values
	blockCost      = 24       // in the footer, of a batch or dictionary
	footerCost     = 1 << 10  // beside the schema and the blocks
)

// Ending returns how many bytes it takes at most to close the recording when no
// event is pending, and to write an event of the recorder's own before.
func (w *Writer) Ending() int64 {
	dictionaries := len(w.written)
	return int64(endBatches + 2*dictionaries*dictionaryCost + 4*w.labelCount + w.labelBytes +
		len(w.schema) + blockCost*(len(w.batches)+2+dictionaries) + footerCost)
}
