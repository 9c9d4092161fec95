package main

import "errors"

// onOff is the value of a flag that is on or off.
type onOff bool

// String returns the value as it is given.
func (v *onOff) String() string {
	if *v {
		return "on"
	}
	return "off"
}

// Set sets the value.
func (v *onOff) Set(s string) error {
	switch s {
	case "on":
		*v = true
	case "off":
		*v = false
	default:
		return errors.New("must be on or off")
	}
	return nil
}

// Type names the kind of value in usage messages.
func (*onOff) Type() string { return "on|off" }
