"""Posts the same burst of real requests to the recorder and to Daft's own dashboard, by turns, and compares them.

    python ingest.py --program daft-analyze --load load --capture ../../recorder/testdata/join-ray.jsonl
    python ingest.py --program daft-analyze --load load --otlp DIR --capture ../../recorder/otlp/testdata/tpch-native.jsonl

The second form posts OTLP exports, to the recorder and to an OpenTelemetry Collector with a file exporter, which
`sh collector/build.sh DIR` has built.

Each run starts a receiver anew, sends, and ends it, in random order. CPU time is all that the receiver took from before the first
request until its end, so that what it queues is in it. The sender's own CPU time is told, to see whether it was the bottleneck: on
a machine of two processors both share them.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import processes
import stats


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers at {url}")


class Recorder:
    name = "daft-analyze"

    def __init__(self, options, work: str, port: int):
        self.file = os.path.join(work, "run.arrow")
        self.command = [options.program, "record", "--quiet", "--force", "--max-rate", "0", "-o", self.file, "--listen", f"127.0.0.1:{port}"]

    def kept(self) -> int:
        return os.path.getsize(self.file)


class Dashboard:
    name = "daft dashboard"

    def __init__(self, options, work: str, port: int):
        daft = os.path.join(os.path.dirname(sys.executable), "daft")
        self.command = [daft, "dashboard", "start", "-a", "127.0.0.1", "-p", str(port), "--pid-dir", work]

    def kept(self) -> int:
        return 0  # memory only


class Collector:
    name = "otel collector"

    def __init__(self, options, work: str, port: int):
        self.file = os.path.join(work, "exports")
        config = os.path.join(work, "otelcol.yaml")
        with open(config, "w") as f:
            f.write(
                f"receivers: {{otlp: {{protocols: {{http: {{endpoint: '127.0.0.1:{port}'}}}}}}}}\n"
                f"exporters: {{file: {{path: '{self.file}'}}}}\n"
                "service:\n  telemetry: {metrics: {level: none}, logs: {level: error}}\n  pipelines:\n"
                + "".join(f"    {signal}: {{receivers: [otlp], exporters: [file]}}\n" for signal in ("traces", "metrics", "logs"))
            )
        self.command = [os.path.join(options.otlp, "otelcol"), "--config", "file:" + config]

    def kept(self) -> int:
        return os.path.getsize(self.file)


def once(options, kind, work: str) -> dict:
    port = free_port()
    receiver = kind(options, work, port)
    child = subprocess.Popen(receiver.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(f"http://127.0.0.1:{port}/api/ping")
    time.sleep(0.5)  # what a start leaves to do
    before = processes.cpu_clock(child.pid)
    command = [options.load, "send", "-url", f"http://127.0.0.1:{port}", "-requests", str(options.requests)]
    command += ["-connections", str(options.connections), options.capture]
    sent = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    child.send_signal(signal.SIGINT)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    cpu = processes.cpu_clock(child.pid) - before
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {**sent, "cpu_s": cpu, "peak_rss_bytes": usage.ru_maxrss * 1024, "kept_bytes": receiver.kept()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="daft-analyze")
    parser.add_argument("--load", required=True, help="the program of ./load")
    parser.add_argument("--capture", required=True)
    parser.add_argument("--otlp", help="folder of the OpenTelemetry Collector: the capture is OTLP exports")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    other = Collector if options.otlp else Dashboard
    kinds = [Recorder, other]
    name = os.path.basename(options.capture)
    if options.otlp:
        protobuf = os.path.join(tempfile.mkdtemp(), "exports.jsonl")
        with open(options.capture) as f, open(protobuf, "w") as out:
            subprocess.run([os.path.join(options.otlp, "convert")], stdin=f, stdout=out, check=True)
        options.capture = protobuf
    runs = {kind.name: [] for kind in kinds}
    end = time.monotonic() + options.minutes * 60
    for _ in range(options.pairs):
        random.shuffle(kinds)
        with tempfile.TemporaryDirectory() as work:
            for kind in kinds:
                runs[kind.name].append(once(options, kind, work))
        if time.monotonic() > end:
            break
    print(f"{options.requests} requests of {name} by {options.connections} connections, {len(runs[Recorder.name])} pairs")
    print("| receiver | requests/s | CPU per request | sender's CPU per request | answered with 503 | refused | failed | peak memory | kept |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for receiver, list_ in runs.items():

        def middle(f, list_=list_):
            return stats.median([f(r) for r in list_])

        print(
            f"| {receiver} | {middle(lambda r: r['accepted'] / r['seconds']):,.0f} | {middle(lambda r: r['cpu_s'] / r['accepted']) * 1e6:.1f} µs"
            f" | {middle(lambda r: r['sender_cpu_seconds'] / options.requests) * 1e6:.1f} µs | {sum(r['busy'] for r in list_)}"
            f" | {sum(r['refused'] for r in list_)} | {sum(r['failed'] for r in list_)} | {middle(lambda r: r['peak_rss_bytes']) / 1e6:.0f} MB"
            f" | {middle(lambda r: r['kept_bytes']) / 1e6:.2f} MB |"
        )
    ours, theirs = runs[Recorder.name], runs[other.name]
    rate = stats.ratio([(t["accepted"] / t["seconds"], o["accepted"] / o["seconds"]) for o, t in zip(ours, theirs)])
    cpu = stats.ratio([(t["cpu_s"] / t["accepted"], o["cpu_s"] / o["accepted"]) for o, t in zip(ours, theirs)])
    print(f"\n{Recorder.name} to {other.name}: requests/s {rate}, CPU per request {cpu}")


if __name__ == "__main__":
    main()
