"""Measures the ablation on Ray: runs ray_jobs.py recorded, all rounds on one cluster, and the cold start on clusters of its own.

    python ray_run.py --program DAFT_ANALYZE --data DIR [--rounds 5] [--measured]

--measured takes the recordings of the last measurement, DIR/ablation/ray*.arrow, instead of running anything. Writes ray.jsonl beside this
file, what each query took; and into recordings/ of each job the base of median time, all in one recording (ray.arrow) but for the cold
start (ray-cold.arrow) and the jobs held out, without what run.py leaves out and without samples of processes. ray.jsonl says
which query is whose, and keeps what is said there of the blind judgement.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys

from run import HERE, scrub

MARGIN_NS = 200_000_000  # of a query's spans, which do not name it


def measure(args, work, name, command):
    env = dict(os.environ, DATA_DIR=args.data, PATH=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"], RAY_USAGE_STATS_ENABLED="0")
    with open(os.path.join(work, name + ".out"), "w") as out:
        subprocess.run([args.program, "record", "--force", "-o", os.path.join(work, name + ".arrow"), "--", *command], cwd=HERE, env=env, stdout=out, stderr=subprocess.STDOUT, check=True)


def queries(args, work, name):
    """What was run, a dictionary for each query of a recording, with its id and times."""
    with open(os.path.join(work, name + ".out")) as f:
        ran = [json.loads(line) for line in f if line.startswith('{"job"')]
    text = subprocess.run([args.program, "dump", os.path.join(work, name + ".arrow")], capture_output=True, text=True, check=True).stdout
    of = lambda kind: dict((q, int(t)) for t, q in re.findall(rf"^{kind} .*?\btime_ns=(\d+) .*?\bquery_id=(\S+)", text, re.M))
    start, end = of("query_start"), of("query_end")
    if len(start) != len(ran):
        sys.exit(f"{name}: {len(start)} queries were recorded, and {len(ran)} run")
    for r, (q, at) in zip(ran, sorted(start.items(), key=lambda x: x[1])):
        r.update(query=q, begin=at, end=end[q])
    return ran


def kept(chosen):
    ids, spans = {r["query"] for r in chosen}, [(r["begin"] - MARGIN_NS, r["end"] + MARGIN_NS) for r in chosen]

    def keep(line):
        if line.startswith("process_sample "):
            return False
        q = re.search(r" query_id=(\S+)", line)
        if q:
            return q[1] in ids
        if line.startswith("span "):
            at = int(re.search(r" time_ns=(\d+)", line)[1])
            return any(a <= at <= b for a, b in spans)
        return True

    return keep


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--program", required=True)
    p.add_argument("--data", required=True)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--measured", action="store_true")
    args = p.parse_args()
    args.data, args.program = os.path.realpath(args.data), os.path.abspath(args.program)
    work = os.path.join(args.data, "ablation")
    os.makedirs(work, exist_ok=True)
    if not args.measured:
        measure(args, work, "ray", ["python", "ray_jobs.py", "run", "first", str(args.rounds)])
        measure(args, work, "ray-held-out", ["python", "ray_jobs.py", "run", "held out", str(args.rounds)])
        measure(args, work, "ray-cold", ["sh", "-c", " && ".join(["python ray_jobs.py cold"] * args.rounds)])
    jobs = json.loads(subprocess.run([sys.executable, "ray_jobs.py", "list"], cwd=HERE, env=dict(os.environ, DATA_DIR=args.data), capture_output=True, text=True, check=True).stdout)
    results = os.path.join(HERE, "ray.jsonl")
    with open(results) as f:
        blind = {x["job"]: x["blind"] for x in map(json.loads, f) if "blind" in x}
    lines = []
    for name in ["ray", "ray-cold", "ray-held-out"]:
        ran, chosen = queries(args, work, name), {}
        of = lambda job, arm: [r["s"] for r in ran if r["job"] == job and r["arm"] == arm]
        for job, what in jobs.items():
            bases = [r for r in ran if r["job"] == job and r["arm"] == "base"]
            if not bases:
                continue
            chosen[job] = next(r for r in bases if r["s"] == statistics.median_low(of(job, "base")))
            lines.append({"job": job, "set": what["set"], "recording": name, "base_s": of(job, "base"), "arms": [{"arm": a, **of_arm, "s": of(job, a)} for a, of_arm in what["arms"].items()]})
        order = sorted(chosen, key=lambda job: chosen[job]["begin"])
        for x in lines:
            if x["recording"] == name:
                x["query"] = order.index(x["job"])
        scrub(args, os.path.join(work, name + ".arrow"), os.path.join(HERE, "recordings", name + ".arrow"), kept(chosen.values()))
    with open(results, "w") as f:
        f.writelines(json.dumps(x | ({"blind": blind[x["job"]]} if x["job"] in blind else {})) + "\n" for x in lines)
    for x in lines:
        base = statistics.median(x["base_s"])
        print(x["job"], f"base {base:.2f} s", *(f"{a['arm']}: {1 - statistics.median(a['s']) / base:.0%}" for a in x["arms"]))


if __name__ == "__main__":
    main()
