#!/usr/bin/env bash
# Records the job RUNS times into OUT/new; where there is a BASE_DIRECTORY, in both, in turns, into OUT/base as well.
# In: DAFT_ANALYZE, NAME, COMMAND, RUNS, WARMUP, NEW_DIRECTORY, BASE_DIRECTORY, RECORD_FLAGS, OUT. Out: directory.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/name.sh"

for n in RUNS WARMUP; do
  case ${!n} in '' | *[!0-9]*)
    echo "the input for $n must be a number, not '${!n}'" >&2
    exit 2
    ;;
  esac
done
rm -rf "$OUT"
mkdir -p "$OUT/new"
OUT=$(cd "$OUT" && pwd)
echo "directory=$OUT" >> "$GITHUB_OUTPUT"
read -ra flags <<< "$RECORD_FLAGS"

# run SIDE DIRECTORY NUMBER: one recorded run. A job that fails is a finding of the check that follows and
# does not end this script; a recording that cannot begin (125 to 127) does.
run() {
  local file code=0
  file="$OUT/$1/run-$(printf %03d "$3").arrow"
  echo "$1 run $3 in $2"
  (cd "$2" && "$DAFT_ANALYZE" record --force ${flags[@]+"${flags[@]}"} -o "$file" -- bash -c "$COMMAND") || code=$?
  if [ "$code" -ge 125 ] && [ "$code" -le 127 ]; then
    echo "the job could not be recorded: exit code $code" >&2
    exit "$code"
  fi
  [ "$code" = 0 ] || echo "the job ended with exit code $code"
}

directories=("$NEW_DIRECTORY")
if [ -n "$BASE_DIRECTORY" ]; then
  mkdir -p "$OUT/base"
  directories+=("$BASE_DIRECTORY")
fi
for directory in "${directories[@]}"; do
  for ((i = 1; i <= WARMUP; i++)); do
    echo "warming up in $directory"
    (cd "$directory" && bash -c "$COMMAND") || true
  done
done
for ((i = 1; i <= RUNS; i++)); do
  # In turns, and each side first every other time: what changes slowly on the machine meets both alike.
  if [ -z "$BASE_DIRECTORY" ]; then
    run new "$NEW_DIRECTORY" "$i"
  elif ((i % 2)); then
    run base "$BASE_DIRECTORY" "$i"
    run new "$NEW_DIRECTORY" "$i"
  else
    run new "$NEW_DIRECTORY" "$i"
    run base "$BASE_DIRECTORY" "$i"
  fi
done
