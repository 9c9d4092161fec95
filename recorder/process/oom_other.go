//go:build !linux

package process

// A Group is a control group, which only Linux has.
type Group struct{}

// OwnGroup returns a Group that knows nothing.
func OwnGroup() Group { return Group{} }

// Kills knows nothing.
func (Group) Kills() (int64, bool) { return 0, false }

// MachineKills knows nothing.
func MachineKills() (int64, bool) { return 0, false }

// Limit knows nothing.
func (Group) Limit() (int64, bool) { return 0, false }
