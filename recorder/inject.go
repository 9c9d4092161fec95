package recorder

import (
	_ "embed"
	"os"
	"path/filepath"
)

// sitecustomize runs in every Python process of the job and puts the variables
// of DAFT_ANALYZE_WORKER_ENV into the runtime environment of its Ray jobs. A
// cluster that the job joins was started without our environment, and Daft
// carries only its dashboard's URL there. The ways that need no code do not do:
// RAY_JOB_CONFIG_JSON_ENV_VAR drops the runtime environment of a job that gives
// a JobConfig, and is not read by Ray Client.
//
//go:embed sitecustomize.py
var sitecustomize []byte

// writeInject writes sitecustomize.py into a directory of its own, which only
// the user can write to, and returns the directory.
func writeInject() (string, error) {
	dir, err := os.MkdirTemp("", "daft-analyze-")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "sitecustomize.py"), sitecustomize, 0o600); err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}
