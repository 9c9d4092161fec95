package format

// shorter appends the compressed buffer to out. Of a column some of whose values
// are missing, their places hold zeros or the value before, whichever is the
// shorter: counters of one kind of event run on in the places of the other kinds.
func (w *bodyWriter) shorter(b buffer, out []byte) []byte {
	at := len(out)
	out = w.zstd.EncodeAll(b.data, out)
	if b.known == nil {
		return out
	}
	w.carried = carry(append(w.carried[:0], b.data...), b.known, b.width)
	w.trial = w.zstd.EncodeAll(w.carried, w.trial[:0])
	w.carried = again(w.carried)
	if len(w.trial) < len(out)-at {
		out = append(out[:at], w.trial...)
	}
	return out
}

// carry puts in the place of each missing value the known one before it.
func carry(data, known []byte, width int) []byte {
	for row := 1; row*width < len(data); row++ {
		if known[row>>3]&(1<<(row&7)) == 0 {
			copy(data[row*width:(row+1)*width], data[(row-1)*width:])
		}
	}
	return data
}
