package analyze

// A small file can hold a great many events: those that repeat compress a
// thousandfold. What is kept of them is bounded by the size of the file.
const (
	heldFloor  = 256 << 20 // bytes
	heldFactor = 128       // times the size of the file; real recordings take up to 35 times
)

// What the facts of an event, and what the model makes of them, take in bytes.
// A test measures that this is not too little.
const (
	eventHeld     = 64
	queryHeld     = 6 << 10
	operatorHeld  = 3 << 10
	sampleHeld    = 256
	taskHeld      = 2 << 10
	scheduleHeld  = 512
	taskInputHeld = 512
	pathHeld      = 64 // beside its text
)

// allowance is how much a Replayer may hold, and how much it does.
type allowance struct {
	most, held int64 // bytes; most is 0 where there is no bound
	leftOut    int64 // events
}

// bound sets the bound for a file of the given size in bytes.
func (a *allowance) bound(size int64) {
	a.most = heldFloor + min(size, 1<<40)*heldFactor
}

// spent reports whether nothing more may be kept, and counts the event that is
// left out for it.
func (a *allowance) spent() bool {
	if a.most == 0 || a.held < a.most {
		return false
	}
	a.leftOut++
	return true
}

func (a *allowance) hold(bytes int) { a.held += int64(bytes) }
