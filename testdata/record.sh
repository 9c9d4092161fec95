#!/bin/sh
# Makes the recordings of testdata/recordings anew: runs each job with real
# Daft through the program itself, and replaces what tells of this machine.
#
#     sh testdata/record.sh PYTHON DATA [NAME ...]
#
# PYTHON is a Python with testdata/jobs/requirements.txt, DATA the folder that
# testdata/jobs/data.py filled. Without NAMEs all are made. Only loopback is used.
set -eu

python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") DATA_DIR=$(cd "$2" && pwd)
shift 2
wanted=" $* "
export DATA_DIR RAY_USAGE_STATS_ENABLED=0

root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/testdata/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

(cd "$root" && go build -o "$work/daft-analyze" ./cmd/daft-analyze)
cp -r "$root"/testdata/jobs/*.py "$root"/testdata/jobs/causes "$work"
cd "$work"
PATH=$(dirname "$python"):$PATH # so that the command line reads "python job.py"
venv=$(python -c 'import sys; print(sys.prefix)')
base=$(python -c 'import sys; print(sys.base_prefix)')

want() { [ "$wanted" = "  " ] || case $wanted in *" $1 "*) ;; *) return 1 ;; esac; }

# scrub NAME: writes NAME.arrow without paths, addresses and host names.
scrub() {
	./daft-analyze dump "$1.arrow" | sed \
		-e "s|$DATA_DIR|/data|g" -e "s|$work|/jobs|g" -e "s|$venv|/venv|g" -e "s|$base|/usr|g" -e "s|$(hostname)|node-1|g" \
		-e 's/\bip=[0-9.]*/ip=10.0.0.1/g' -e 's/\b\(172\|192\|10\)\.[0-9]*\.[0-9]*\.[0-9]*/10.0.0.1/g' |
		./daft-analyze assemble --force -o "$out/$1.arrow" -
	chmod 644 "$out/$1.arrow"
	clean "$out/$1.arrow"
}

# clean FILE: fails if the recording tells of this machine.
clean() {
	if ./daft-analyze dump "$1" 2>/dev/null | grep -E "$HOME|$root|$work|$(hostname)" >&2; then
		echo "$1 tells of this machine" >&2
		exit 1
	fi
}

# recording NAME EXITCODES COMMAND...: records a job that ends with one of EXITCODES.
recording() {
	name=$1 codes=" $2 "
	shift 2
	want "$name" || return 0
	echo "== $name"
	got=0
	./daft-analyze record --force -o "$name.arrow" -- "$@" >"$name.out" 2>"$name.err" || got=$?
	case $codes in
	*" $got "*) scrub "$name" ;;
	*)
		cat "$name.err" >&2
		echo "$name: exit code $got, want $codes" >&2
		exit 1
		;;
	esac
}

# stopped NAME SIGNAL EVENT COMMAND...: as recording, but sends SIGNAL to the
# recorder 2 s after the recording holds the first EVENT.
stopped() {
	name=$1 signal=$2 event=$3
	shift 3
	want "$name" || return 0
	echo "== $name"
	# A shell starts background commands with SIGINT ignored.
	env --default-signal=INT ./daft-analyze record --force -o "$name.arrow" -- "$@" >"$name.out" 2>"$name.err" &
	pid=$!
	until ./daft-analyze dump "$name.arrow" 2>/dev/null | grep -q "^$event "; do sleep 0.2; done
	sleep 2
	kill -s "$signal" "$pid"
	wait "$pid" || true
	if [ "$signal" = KILL ]; then
		sleep 8                      # the job goes on without its recorder
		cp "$name.arrow" "$out/"     # as the killed recorder left it, byte for byte
		chmod 644 "$out/$name.arrow"
		clean "$out/$name.arrow"
	else
		scrub "$name"
	fi
}

# paused NAME COMMAND...: as recording, but stops the recorder for 4 s when the
# first task is submitted, so that Daft's queue overflows.
paused() {
	name=$1
	shift
	want "$name" || return 0
	echo "== $name"
	./daft-analyze record --force -o "$name.arrow" -- "$@" >"$name.out" 2>"$name.err" &
	pid=$!
	until ./daft-analyze dump "$name.arrow" 2>/dev/null | grep -q '^task_submit '; do sleep 0.05; done
	kill -s STOP "$pid"
	sleep 4
	kill -s CONT "$pid"
	wait "$pid"
	scrub "$name"
}

recording tpch-native 0 python tpch.py native
recording tpch-ray 0 python tpch.py ray
recording skew-ray 0 python skew.py
recording flight-ray 0 python flight.py
recording movements-ray 0 python movements.py
recording files-native 0 python files.py
recording memory-native 0 python memory.py
recording udf-fails-native "1 134" python udf_fails.py native
recording udf-fails-ray 1 python udf_fails.py ray
recording node-killed-ray 0 python node_killed.py
recording slow-consumer-native 0 python slow_consumer.py native
recording slow-consumer-ray 0 python slow_consumer.py ray
recording several-native 0 python several.py native
recording no-query 0 python -c 'print("no Daft here")'
# docs/tutorial.md: a slow job, and the same once its cause was mended.
ln -s "$DATA_DIR/tpch" tpch
recording tutorial-slow 0 python report.py
recording tutorial-fixed 0 python report_fixed.py
paused burst-ray python burst.py
stopped ctrl-c-native INT operator_stats python interrupted.py native
stopped ctrl-c-ray INT task_end python interrupted.py ray
stopped killed-recorder-native KILL exec_start python slow_consumer.py native

# What the estimate of the time left is tried on: the same queries several times.
out=$root/testdata/progress
mkdir -p "$out"
recording native-a 0 python progress.py native 1
recording native-b 0 python progress.py native 1
recording native-large 0 python progress.py native 1.5
recording ray-a 0 python progress.py ray 0.25
recording ray-b 0 python progress.py ray 0.25
recording ray-large 0 python progress.py ray 0.4
# What the predictions of what-if are held against: one query in variants, on so many nodes.
out=$root/testdata/whatif
mkdir -p "$out"
recording nodes-3 0 python whatif.py 3 even skewed dropped fast even-computing even skewed dropped fast even-computing
recording nodes-2 0 python whatif.py 2 even even-computing even even-computing
recording nodes-1 0 python whatif.py 1 even even-computing even even-computing
recording cold-3 0 python whatif.py 3 cold even
out=$root/testdata/recordings

# Queries with a known cause of slowness, and without it: what findings are held against.
pairs() {
	python causes.py | awk -v engine="$1" '$1 != "start-up" { for (i = 2; i <= NF; i++) if ($i == engine) print $1 "=without", $1 "=with" }'
}
out=$root/testdata/causes
recording causes-native 0 python causes.py native $(pairs native)
recording causes-ray 0 python causes.py ray $(pairs ray) start-up=without
recording causes-cluster 0 python causes.py cluster $(pairs cluster)
recording causes-startup 0 python causes.py ray start-up=with
# A job, and the same with something changed: what diff is held against.
out=$root/testdata/changes
mkdir -p "$out"
for change in base sleep no-filter many-files more-rows by-row; do
	recording native-$change 0 python nightly.py native $(echo "$change" | sed s/base//)
done
for change in base sleep no-filter repartition one-partition; do
	recording ray-$change 0 python nightly.py ray $(echo "$change" | sed s/base//)
done
out=$root/testdata/recordings

if want skew-ray; then cp "$out/skew-ray.arrow" "$root/cmd/daft-analyze/demo.arrow"; fi
