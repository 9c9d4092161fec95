package recorder

import (
	"net/url"
	"os"
	"slices"
	"strings"
)

// Variables that make Daft report.
const (
	envURL        = "DAFT_DASHBOARD_URL"
	envTaskEvents = "DAFT_TASK_EVENTS_ENABLED"
	envPythonPath = "PYTHONPATH"
	envWorkers    = "DAFT_ANALYZE_WORKER_ENV" // read by sitecustomize.py
)

// jobEnviron returns the environment base with what makes Daft report to
// dashboard. The directory inject, if it is not "", holds the sitecustomize.py
// that carries the variables to Ray workers. The mark, if it is not "", tells
// the job's processes from others; exports says that Daft exports to the recorder. Of base nothing else is changed,
// neither its order.
//
// A variable that stands twice in base keeps the value that counts, which is
// the last, as in os/exec.
func jobEnviron(base []string, dashboard, inject, mark string, exports bool) []string {
	env := environ(slices.Clone(base))
	env.set(envURL, dashboard)
	env.set(envTaskEvents, "1")
	workers := `"` + envTaskEvents + `":"1"`
	if exports && wantsMonitor(base) {
		env.set(envMonitor, "1")
		workers += `,"` + envMonitor + `":"1"`
	}
	if mark != "" {
		env.set(envMark, mark)
	}
	if env.hasProxy() {
		// Daft's HTTP client sends everything to a proxy, what is for this
		// machine included, unless told otherwise. The capital form wins there.
		direct := "127.0.0.1,localhost"
		if u, err := url.Parse(dashboard); err == nil && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
			direct = u.Hostname() + "," + direct
		}
		old, ok := env.get("NO_PROXY")
		if !ok {
			old, _ = env.get("no_proxy")
		}
		value := direct
		if old != "" {
			value += "," + old
		}
		env.set("NO_PROXY", value)
		env.set("no_proxy", value)
		workers += `,"NO_PROXY":"` + direct + `,${NO_PROXY}"` // Ray expands it
	}
	if inject != "" {
		env.set(envWorkers, "{"+workers+"}")
		path := inject
		if old, _ := env.get(envPythonPath); old != "" {
			path += string(os.PathListSeparator) + old
		}
		env.set(envPythonPath, path)
	}
	return env
}

// environOf returns the environment that the job would have without us, or of a
// collector, whose jobs others start, its own.
func environOf(o Options) environ {
	if o.Environ != nil {
		return o.Environ
	}
	return os.Environ()
}

// environ is a list of name=value.
type environ []string

func (env environ) index(name string) int {
	for i := len(env) - 1; i >= 0; i-- {
		if strings.HasPrefix(env[i], name) && strings.HasPrefix(env[i][len(name):], "=") {
			return i
		}
	}
	return -1
}

func (env environ) get(name string) (string, bool) {
	if i := env.index(name); i >= 0 {
		return env[i][len(name)+1:], true
	}
	return "", false
}

func (env *environ) set(name, value string) {
	if i := env.index(name); i >= 0 {
		(*env)[i] = name + "=" + value
		return
	}
	*env = append(*env, name+"="+value)
}

// unset takes a variable out.
func (env *environ) unset(name string) {
	*env = slices.DeleteFunc(*env, func(s string) bool { return strings.HasPrefix(s, name+"=") })
}

// hasProxy reports whether the job's HTTP goes through a proxy.
func (env environ) hasProxy() bool {
	for _, name := range []string{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"} {
		if v, _ := env.get(name); v != "" {
			return true
		}
	}
	return false
}
