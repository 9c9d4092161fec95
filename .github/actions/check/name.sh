# shellcheck shell=bash
# Refuses a NAME that must not be used: it is part of paths, one of which is removed, of keys and of outputs.
check_name() {
  local LC_ALL=C
  case $NAME in
    '' | .* | *[!A-Za-z0-9._-]*)
      echo "the input name has letters, digits, dots, dashes and underscores, and begins with no dot" >&2
      exit 2
      ;;
  esac
}
check_name
