#!/bin/sh
# Builds the report's script and stylesheet, holds them against the committed ones
# in report/html/dist, and runs the unit and the browser tests. What a machine
# lacks (Node, npm, the packages, Chromium) is skipped with a message.
#
# usage: verify.sh; DAFT_ANALYZE names the program that pages are held against, else
# it is built. CHROMIUM names the browser.
set -eu
web=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$web/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
	echo "SKIP: the report's front end: $1"
	exit 0
}

command -v node >/dev/null 2>&1 || skip "no node"
command -v npm >/dev/null 2>&1 || skip "no npm"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' ||
	skip "node $(node --version) is not 20.19 or later, or 22.12 or later"

cd "$web"
if ! npm ci --no-audit --no-fund >"$work/npm.log" 2>&1; then
	if grep -Eq 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|FETCH_ERROR' "$work/npm.log"; then
		skip "npm ci reaches no registry"
	fi
	cat "$work/npm.log"
	exit 1
fi

npx tsc --noEmit
npx prettier --check --log-level warn .
npx vite build --outDir "$work/dist" --logLevel warn
if ! diff -r "$work/dist" "$root/report/html/dist" >/dev/null; then
	echo "report/html/dist is not what report/html/web builds: run 'npm ci && npm run build' there, and commit both"
	exit 1
fi
echo "report/html/dist is what report/html/web builds"

npx vitest run --project unit
DEMO=1 npx vite build --logLevel warn
if [ -z "${DAFT_ANALYZE:-}" ]; then
	(cd "$root" && go build -o "$work/daft-analyze" ./cmd/daft-analyze)
	DAFT_ANALYZE="$work/daft-analyze"
fi
export DAFT_ANALYZE
npx vitest run --project browser --project frames
