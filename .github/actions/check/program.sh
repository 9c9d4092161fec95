#!/usr/bin/env bash
# Finds daft-analyze, or builds it. In: PROGRAM, VERSION, NAME. Out: program.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/name.sh"

if [ -z "$PROGRAM" ]; then
  GOBIN="${RUNNER_TEMP:-/tmp}/daft-analyze-bin"
  export GOBIN
  go install "github.com/daft-analyze/daft-analyze/cmd/daft-analyze@$VERSION"
  PROGRAM="$GOBIN/daft-analyze"
fi
PROGRAM=$(command -v "$PROGRAM") || {
  echo "there is no such program: the input 'program' must be a path, or a name that is on the PATH" >&2
  exit 2
}
case $PROGRAM in /*) ;; *) PROGRAM="$PWD/$PROGRAM" ;; esac # jobs run in other folders
"$PROGRAM" version
echo "program=$PROGRAM" >> "$GITHUB_OUTPUT"
