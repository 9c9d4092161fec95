#!/usr/bin/env bash
# Holds OUT/new against OUT/base, BASELINE or HISTORY, and writes OUT/check.json, check.md, check.xml and the summary of
# the step. It does not fail: the last step of the action does, when all is kept.
# In: DAFT_ANALYZE, NAME, OUT, BASE_DIRECTORY, BASELINE, HISTORY, RECORD_BASELINE, ON_DEFAULT_BRANCH, CONFIG, FAIL_ON.
# Out: exit-code, verdict, history-changed.
set -euo pipefail

# Paths in the reports are those in the artifact: what is compared is named from OUT.
workspace=$PWD
absolute() { case $1 in /*) echo "$1" ;; *) echo "$workspace/$1" ;; esac }
cd "$OUT"

arguments=(check --json check.json --markdown check.md --junit check.xml)
marker=
if [ "$NAME" != check ]; then
  arguments+=(--name "$NAME")
  marker=" ${NAME//[!A-Za-z0-9._ ]/_}"
fi
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || arguments+=(--summary)
[ -z "$CONFIG" ] || arguments+=(--config "$(absolute "$CONFIG")")
[ -z "$FAIL_ON" ] || arguments+=(--fail-on "$FAIL_ON")

case $RECORD_BASELINE in
  auto) keep=$ON_DEFAULT_BRANCH ;;
  true | false) keep=$RECORD_BASELINE ;;
  *)
    echo "the input record-baseline is auto, true or false, not '$RECORD_BASELINE'" >&2
    exit 2
    ;;
esac

has_baseline=true
if [ -n "$BASE_DIRECTORY" ]; then
  arguments+=(--baseline base)
  keep=false
elif [ -n "$BASELINE" ]; then
  while IFS= read -r line; do
    [ -z "$line" ] || arguments+=(--baseline "$(absolute "$line")")
  done <<< "$BASELINE"
  keep=false
elif compgen -G "$HISTORY/run-*.json" > /dev/null; then
  cp -R "$HISTORY" history
  arguments+=(--history history)
else
  has_baseline=false
fi
[ "$keep" != true ] || arguments+=(--record-baseline "$HISTORY")

code=0
if [ "$has_baseline" = true ]; then
  "$DAFT_ANALYZE" "${arguments[@]}" new || code=$?
  verdict=$(sed -n 's/^  "verdict": "\([a-z]*\)",$/\1/p' check.json | head -n 1) || verdict=
elif [ "$keep" = true ]; then
  "$DAFT_ANALYZE" check --record-baseline "$HISTORY" new || code=$?
  verdict=recorded
else
  verdict=recorded
fi
if [ "$has_baseline" = false ] && [ "$code" = 0 ]; then
  text="There is no baseline yet: the first runs on the default branch are it. These runs were recorded, and compared with nothing."
  echo "$text"
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || echo "$text" >> "$GITHUB_STEP_SUMMARY"
  printf '<!-- daft-analyze check%s -->\n%s\n' "$marker" "$text" > check.md
fi
changed=false
if [ "$keep" = true ] && [ "$code" != 2 ] && compgen -G "$HISTORY/run-*.json" > /dev/null; then
  changed=true
fi
{
  echo "exit-code=$code"
  echo "verdict=$verdict"
  echo "history-changed=$changed"
} >> "$GITHUB_OUTPUT"
