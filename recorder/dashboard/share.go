package dashboard

import "github.com/daft-analyze/daft-analyze/format"

// another returns a copy of what a request says of all its events, after n of
// them. What has no column is repeated with each of them only if it is short:
// a body must not grow with the square of its size.
func another(e *format.Event, n int) *format.Event {
	size := 0
	for _, a := range e.Attrs() {
		size += len(a.Key) + len(a.Value)
	}
	if n == 0 || size <= maxShared {
		return e.Clone()
	}
	c := format.NewEvent(e.Kind).SetLabel(format.QueryID, e.Label(format.QueryID))
	if t, ok := e.Time(); ok {
		c.Stamp(e.Clock(), t)
	}
	shareArrival(c, e)
	return c
}

// shareArrival makes e an event of the same request as of.
func shareArrival(e, of *format.Event) {
	arrival, _ := of.Arrival()
	payload, _ := of.Int(format.Payload)
	e.Received(format.SourceDashboard, arrival).SetInt(format.Payload, payload)
}
