package process

import "strings"

// Role says what a process is to the job.
type Role string

// The roles of processes.
const (
	Driver Role = "driver" // the job's own process, or what a shell or launcher runs for it
	Raylet Role = "raylet" // Ray's daemon of a node
	GCS    Role = "gcs"    // Ray's control service
	Worker Role = "worker" // runs tasks or user code: a Ray worker, or a UDF process of Daft
	Other  Role = "other"
)

// launchers run the real job as their child.
var launchers = map[string]bool{
	"sh": true, "bash": true, "dash": true, "zsh": true, "ash": true, "busybox": true, "make": true, "env": true,
	"time": true, "timeout": true, "nice": true, "nohup": true, "xargs": true, "stdbuf": true, "strace": true,
	"uv": true, "poetry": true, "pipenv": true, "pdm": true, "hatch": true, "conda": true, "micromamba": true,
}

// roleOf tells a role from the kernel's name of the process, which ends after
// 15 bytes, from its command line, and from its parent, nil if that is not the
// job's. Ray names its workers "ray::" and what they do.
func roleOf(name, command string, parent *member) Role {
	switch {
	case strings.HasPrefix(name, "ray::Dashboard"), strings.HasPrefix(name, "ray::RuntimeEnv"):
		return Other // Ray's own agents
	case strings.HasPrefix(name, "ray::"):
		return Worker
	case name == "raylet":
		return Raylet
	case name == "gcs_server":
		return GCS
	case strings.Contains(command, "daft.execution.udf_worker"),
		strings.Contains(command, "/ray/_private/workers/default_worker.py"),
		strings.Contains(command, "/ray/_private/workers/setup_worker.py"):
		return Worker
	case parent != nil && parent.role == Driver && launchers[parent.name]:
		return Driver
	}
	return Other
}
