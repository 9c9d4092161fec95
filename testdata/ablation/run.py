"""Measures the ablation: runs each job of jobs.py plainly, recorded, and with each of its arms, interleaved.

    python run.py --program DAFT_ANALYZE --data DIR [--rounds 5] [--minutes 10] [--engine native] [JOB ...]

Every run is a process of its own and a line of DIR/ablation/runs.jsonl, so that a measurement can be stopped and taken up again
(--minutes stops it between jobs). Where all rounds of a job are there, its line in results.jsonl beside this file is written, and of its
recordings the one of median time to recordings/, without paths and host names. `go test ./analyze/critical -run Ablation -update` then
judges the rules by them and writes docs/ablation.md.
"""

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(args, name, arm, recording=None):
    command = ["python", "jobs.py", name, arm, args.engine]
    if recording:
        command = [args.program, "record", "--force", "-o", recording, "--"] + command
    env = dict(os.environ, DATA_DIR=args.data, PATH=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"], RAY_USAGE_STATS_ENABLED="0")
    for attempt in range(3):
        try:
            done = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True, timeout=60)
            break
        except subprocess.TimeoutExpired:  # Daft 0.7.26 rarely hangs as Python exits
            print(f"{name} {arm}: hung, attempt {attempt + 1}", flush=True)
    else:
        sys.exit(f"{name} {arm}: hung three times")
    said = done.stdout.strip().splitlines()
    if not said or "query_s" not in said[-1]:  # Daft 0.7.26 sometimes crashes as Python exits, after the job has said what it has to
        sys.exit(f"{name} {arm}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return json.loads(said[-1])["query_s"]


def scrub(args, recording, out, keep=lambda line: True):
    """Writes a recording without what tells of this machine, and of its lines only those to keep."""
    text = subprocess.run([args.program, "dump", recording], capture_output=True, text=True, check=True).stdout
    root = os.path.dirname(os.path.dirname(HERE))
    for here, there in [(args.data, "/data"), (HERE, "/jobs"), (root, "/src"), (sys.prefix, "/venv"), (sys.base_prefix, "/usr"), (socket.gethostname(), "node-1")]:
        text = text.replace(here, there)
    text = re.sub(r"\b(172|192|10)\.\d+\.\d+\.\d+", "10.0.0.1", re.sub(r"\bip=[0-9.]*", "ip=10.0.0.1", text))
    kept = [line for line in text.splitlines(True) if not line.startswith(("output ", "process_stats ", "log_record ", "ping ")) and keep(line)]
    text = "".join(kept[:-1]) + re.sub(r" count=\d+", f" count={len(kept) - 1}", kept[-1])  # of the closing event
    subprocess.run([args.program, "assemble", "--force", "-o", out, "-"], input=text, text=True, check=True, capture_output=True)
    os.chmod(out, 0o644)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--program", required=True)
    p.add_argument("--data", required=True)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--minutes", type=float, default=1e9)
    p.add_argument("--engine", default="native")
    p.add_argument("--again", action="store_true", help="forget what was measured of the named jobs")
    p.add_argument("jobs", nargs="*")
    args = p.parse_args()
    args.data, args.program = os.path.realpath(args.data), os.path.abspath(args.program)
    work = os.path.join(args.data, "ablation")
    os.makedirs(work, exist_ok=True)
    os.makedirs(os.path.join(HERE, "recordings"), exist_ok=True)
    log, results = os.path.join(work, "runs.jsonl"), os.path.join(HERE, "results.jsonl")
    jobs = json.loads(subprocess.run([sys.executable, "jobs.py", "list"], cwd=HERE, env=dict(os.environ, DATA_DIR=args.data), capture_output=True, text=True, check=True).stdout)
    runs = [json.loads(line) for line in open(log)] if os.path.exists(log) else []
    if args.again:
        runs = [r for r in runs if args.jobs and r["job"] not in args.jobs]
        with open(log, "w") as f:
            f.writelines(json.dumps(r) + "\n" for r in runs)
    end = time.time() + 60 * args.minutes
    for name, job in jobs.items():
        if job["engine"] != args.engine or args.jobs and name not in args.jobs:
            continue
        missing = []
        for i in range(args.rounds):
            units = ["base", "recorded", *job["arms"]]
            random.shuffle(units)
            missing += [(i, u) for u in units if not any(r["job"] == name and r["round"] == i and r["arm"] == u for r in runs)]
        if missing and time.time() > end:
            print("time is up: run again to go on")
            return
        for i, unit in missing:
            recording = os.path.join(work, f"{name}-{i}.arrow")
            seconds = run(args, name, "base", recording) if unit == "recorded" else run(args, name, unit)
            runs.append({"job": name, "round": i, "arm": unit, "s": round(seconds, 6)})
            with open(log, "a") as f:
                f.write(json.dumps(runs[-1]) + "\n")
        if missing or not os.path.exists(os.path.join(HERE, "recordings", name + ".arrow")):
            write(args, work, results, jobs, runs, name)


def write(args, work, results, jobs, runs, name):
    of = lambda arm: [r["s"] for r in sorted(runs, key=lambda r: r["round"]) if r["job"] == name and r["arm"] == arm and r["round"] < args.rounds]
    recorded = of("recorded")
    median = recorded.index(statistics.median_low(recorded))
    scrub(args, os.path.join(work, f"{name}-{median}.arrow"), os.path.join(HERE, "recordings", name + ".arrow"))
    job = jobs[name]
    arms = [{"arm": a, "operators": [{"type": t, "name": n} for t, n in ops], "s": of(a)} for a, ops in job["arms"].items()]
    line = {"job": name, "engine": job["engine"], "set": job["set"], "base_s": of("base"), "recorded_s": recorded, "arms": arms}
    lines = {json.loads(x)["job"]: x for x in open(results)} if os.path.exists(results) else {}
    lines[name] = json.dumps(line) + "\n"
    with open(results, "w") as f:
        f.writelines(lines[n] for n in jobs if n in lines)
    print(name, *(f"{a}: {1 - statistics.median(s) / statistics.median(line['base_s']):.0%}" for a, s in [(x["arm"], x["s"]) for x in arms]), f"base {statistics.median(line['base_s']):.2f} s", flush=True)


if __name__ == "__main__":
    main()
