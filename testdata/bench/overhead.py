"""Measures what recording costs: the same jobs run plainly and recorded, interleaved, in random order.

    python overhead.py run --program daft-analyze --data DATA -o lines.jsonl [--minutes 25] [--jobs mix,short] [--arms default]
    python overhead.py report lines.jsonl

A round of a job is one plain run and one run of each arm that is due, in random order; each arm's run is held against the plain
run of its round. A job is done when the interval of every arm is narrow enough or --pairs is reached. Each round is appended
to the file as one line, so that a measurement can be stopped and taken up again, and another measurement added.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict

import processes
import stats
from arms import ARMS, PLAIN, offered

HERE = os.path.dirname(os.path.abspath(__file__))
JOBS = ["mix", "files", "udf", "short", "ray", "ray-warm"]
PORT = 3941


class Bench:
    def __init__(self, options):
        self.o = options
        self.work = tempfile.mkdtemp(prefix="overhead-")
        self.dice = random.Random()
        self.arms = offered(subprocess.run([options.program, "record", "--help"], capture_output=True, text=True).stdout)
        if options.arms:
            self.arms = {name: arm for name, arm in self.arms.items() if name in options.arms or name == PLAIN}
        self.environ = {**os.environ, "DATA_DIR": options.data, "RAY_USAGE_STATS_ENABLED": "0", "DAFT_PROGRESS_BAR": "0"}
        self.dashboard = self.cluster = None
        processes.adopt_orphans()

    def close(self) -> None:
        if self.dashboard:
            self.dashboard.terminate()
            self.dashboard.wait()
        self.stop_cluster()
        shutil.rmtree(self.work, ignore_errors=True)

    def start_dashboard(self) -> None:
        daft = os.path.join(os.path.dirname(sys.executable), "daft")
        self.dashboard = subprocess.Popen(
            [daft, "dashboard", "start", "-a", "127.0.0.1", "-p", str(PORT), "--pid-dir", self.work],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(3)

    def start_cluster(self) -> None:
        """A cluster that runs before the job does. It is this process's own, and ends with it."""
        code = (
            "import os\nos.environ.setdefault('RAY_AUTH_MODE', 'disabled')\n"
            "from ray.cluster_utils import Cluster\n"
            "c = Cluster(initialize_head=True, head_node_args={'num_cpus': 2, 'include_dashboard': False})\n"
            "print(c.address, flush=True)\ninput()\nc.shutdown()\n"
        )
        self.cluster = subprocess.Popen(
            [sys.executable, "-c", code], env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.address = self.cluster.stdout.readline().strip()

    def stop_cluster(self) -> None:
        if self.cluster:
            self.cluster.communicate("\n")
            self.cluster = None

    def once(self, job: str, name: str) -> dict:
        """Runs a job by one arm and returns its figures."""
        arm = self.arms[name]
        if arm.daft_dashboard and not self.dashboard:
            self.start_dashboard()
        environ = dict(self.environ)
        for key, value in arm.environ.items():
            environ[key] = value.format(work=self.work, dashboard=f"http://127.0.0.1:{PORT}")
        if job == "ray-warm":
            environ |= {"RAY_ADDRESS": self.address, "RAY_AUTH_MODE": "disabled"}
        command = [sys.executable, os.path.join(HERE, "jobs.py"), job.removesuffix("-warm")]
        if arm.record is not None:
            out = os.path.join(self.work, "run.arrow")
            command = [self.o.program, "record", "--quiet", "--force", "-o", out, *arm.record, "--", *command]
        before = processes.cpu_clock(self.dashboard.pid) if arm.daft_dashboard else 0
        run = processes.run(command, environ)
        if run.code != 0:
            raise RuntimeError(f"{job} by {name} ended with {run.code}: {' '.join(command)}\n{run.out.decode()}")
        recorder = run.main_cpu_s if arm.record is not None else 0
        figures = {**json.loads(run.out.splitlines()[-1]), "wall_s": run.wall_s, "job_cpu_s": run.all_cpu_s - recorder}
        if arm.record is not None:
            figures |= {"recorder_cpu_s": recorder, "bytes": os.path.getsize(out)}
        if arm.daft_dashboard:
            figures["recorder_cpu_s"] = processes.cpu_clock(self.dashboard.pid) - before
        return figures

    def round(self, job: str, number: int, done: set[str]) -> dict:
        due = [n for n, arm in self.arms.items() if n != PLAIN and n not in done and number % arm.share == 0]
        order = [PLAIN, *due]
        self.dice.shuffle(order)
        return {name: self.once(job, name) for name in order}

    def run(self) -> None:
        with open(self.o.output, "a+") as lines:
            lines.seek(0)
            rounds = defaultdict(list)
            for line in lines:
                line = json.loads(line)
                rounds[line["job"]].append(line["runs"])
            end = time.monotonic() + self.o.minutes * 60
            pending = list(self.o.jobs)
            while pending and time.monotonic() < end:
                # The job whose figures are the least sure is next; at first, each in turn.
                pending.sort(key=lambda job: (-self.unsure(rounds[job]), len(rounds[job])))
                job = pending[0]
                done = self.settled(rounds[job])
                if len(done) == len(self.arms) - 1:
                    pending.pop(0)
                    continue
                if job == "ray-warm" and not self.cluster:
                    self.start_cluster()
                    self.once(job, PLAIN)  # the first job of a cluster is slower
                if job != "ray-warm":
                    self.stop_cluster()
                # A cluster is worth several rounds.
                for _ in range(4 if job == "ray-warm" else 1):
                    runs = self.round(job, len(rounds[job]), done)
                    rounds[job].append(runs)
                    print(json.dumps({"job": job, "runs": runs}), file=lines, flush=True)
                print(f"{time.strftime('%H:%M:%S')} {job}: {len(rounds[job])} rounds, unsure by {self.unsure(rounds[job]):.1%}", flush=True)

    def unsure(self, rounds: list[dict]) -> float:
        """Of the arms that decide, the widest interval of the whole process's ratio."""
        if len(rounds) < stats.LEAST:
            return 1
        return max((stats.ratio(pairs(rounds, name, "wall_s")).width() for name, arm in self.arms.items() if name != PLAIN and arm.share == 1), default=1)

    def settled(self, rounds: list[dict]) -> set[str]:
        done = set()
        for name in self.arms:
            if name == PLAIN:
                continue
            p = pairs(rounds, name, "wall_s")
            if len(p) >= self.o.pairs or len(p) >= self.o.least and stats.ratio(p).width() <= self.o.width:
                done.add(name)
        return done


def pairs(rounds: list[dict], arm: str, figure: str) -> list[tuple[float, float]]:
    return [(r[PLAIN][figure], r[arm][figure]) for r in rounds if arm in r and PLAIN in r]


def report(path: str) -> None:
    """Prints the lines of a measurement as markdown."""
    rounds = defaultdict(list)
    with open(path) as lines:
        for line in lines:
            line = json.loads(line)
            rounds[line["job"]].append(line["runs"])
    print("| job | arm | pairs | query | whole process | more, ms | job's CPU | recorder's CPU | plain run | file |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for job in sorted(rounds, key=JOBS.index):
        plain = [r[PLAIN] for r in rounds[job]]
        for arm in ARMS:
            p = pairs(rounds[job], arm, "wall_s")
            if arm == PLAIN or not p:
                continue
            cells = [job, arm, str(len(p))]
            cells += [str(stats.ratio(pairs(rounds[job], arm, f))) for f in ("query_s", "wall_s")]
            cells.append(f"{stats.hodges_lehmann([b - a for a, b in p]).middle * 1000:+.0f}")
            cells.append(str(stats.ratio(pairs(rounds[job], arm, "job_cpu_s"))))
            runs = [r[arm] for r in rounds[job] if arm in r]
            cpu = [r["recorder_cpu_s"] for r in runs if "recorder_cpu_s" in r]
            cells.append(f"{stats.median(cpu) * 1000:.0f} ms" if cpu else "in the job's")
            cells.append(f"{stats.median([r['query_s'] for r in plain]):.2f} s in {stats.median([r['wall_s'] for r in plain]):.2f} s")
            size = [r["bytes"] for r in runs if "bytes" in r]
            cells.append(f"{stats.median(size) / 1000:.0f} kB" if size else "")
            print("| " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--program", required=True, help="daft-analyze")
    run.add_argument("--data", required=True, help="folder of the tables")
    run.add_argument("-o", "--output", required=True, help="file that lines are appended to")
    run.add_argument("--minutes", type=float, default=25)
    run.add_argument("--pairs", type=int, default=120, help="at most")
    run.add_argument("--least", type=int, default=12, help="pairs before an interval may end it")
    run.add_argument("--width", type=float, default=0.015, help="half of the interval's width at which an arm is done")
    run.add_argument("--jobs", type=lambda s: s.split(","), default=JOBS)
    run.add_argument("--arms", type=lambda s: s.split(","), default=[])
    show = commands.add_parser("report")
    show.add_argument("lines")
    options = parser.parse_args()
    if options.command == "report":
        return report(options.lines)
    bench = Bench(options)
    try:
        bench.run()
    finally:
        bench.close()


if __name__ == "__main__":
    main()
