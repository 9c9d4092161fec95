#!/bin/sh
# Runs each fuzz target of the module for a while; go test -list finds them.
#
#     sh testdata/fuzz.sh DURATION           such as 10s
#     sh testdata/fuzz.sh DURATION keep N    afterwards copies N of the inputs that each target found
#                                            interesting, of all sizes up to 4 kB, to its testdata/fuzz
set -eu
duration=$1 keep=${3:-0}
cache=$(go env GOCACHE)/fuzz
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

for package in $(go list ./...); do
	dir=$(go list -f '{{.Dir}}' "$package")
	grep -qs '^func Fuzz' "$dir"/*_test.go || continue
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz'); do
		begin=$(date +%s)
		if go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" -fuzzminimizetime 10x "$package" >"$log" 2>&1; then
			result=ok
		elif grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; then
			result='ok (the time ran out in the middle of an input)'
		else
			result=FAIL failed=1
			cat "$log"
			# The input itself, so that it can be committed from a log alone.
			found=$(sed -n 's|.*Failing input written to \(testdata/fuzz/[A-Za-z0-9/_]*\).*|\1|p' "$log" | head -n 1)
			if [ -n "$found" ] && [ -f "$dir/$found" ]; then
				echo "== $dir/$found, gzip and base64:"
				gzip -c "$dir/$found" | base64
			fi
		fi
		printf '%s %s: %s, %ss, %s\n' "${package#github.com/daft-analyze/daft-analyze/}" "$target" "$result" \
			$(($(date +%s) - begin)) "$(grep -o 'execs: [0-9]*' "$log" | tail -n 1)"
		if [ "$keep" -gt 0 ] && [ -d "$cache/$package/$target" ]; then
			mkdir -p "$dir/testdata/fuzz/$target"
			find "$cache/$package/$target" -type f -size -9 -printf '%s %p\n' | sort -n |
				awk -v n="$keep" '{ a[NR] = $2 } END { for (i = 0; i < n && i < NR; i++) print a[int(1 + i * NR / (n < NR ? n : NR))] }' |
				while read -r input; do cp "$input" "$dir/testdata/fuzz/$target/"; done
		fi
	done
done
exit $failed
