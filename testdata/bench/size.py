"""Holds the size of recordings against the same events as JSON lines, compressed.

    python size.py --program daft-analyze --load load [--capture FILE.jsonl ...] [RECORDING ...]

Of a capture, the raw payloads as Daft sent them are known too; it is written as a recorder would have written it at the capture's
own pace, a batch a second, and once more in large batches, as a recorder does at the end of a long job.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile

import pyarrow as pa

WAYS = {"gzip -6": ["gzip", "-6", "-c"], "zstd -3": ["zstd", "-3", "-c", "-q"], "zstd -19": ["zstd", "-19", "-c", "-q"]}


def compressed(path: str) -> dict[str, int]:
    sizes = {}
    for name, command in WAYS.items():
        if shutil.which(command[0]):
            sizes[name] = len(subprocess.run([*command, path], check=True, capture_output=True).stdout)
    return sizes


def as_json_lines(recording: str, out: str) -> int:
    """Writes each event as an object of its known columns, and returns how many there are."""
    with open(recording, "rb") as f, open(out, "w") as lines:
        f.seek(8)  # what follows is a stream, footer or not
        n = 0
        try:
            for batch in pa.ipc.open_stream(f):
                for row in batch.to_pylist():
                    n += 1
                    lines.write(json.dumps({k: v for k, v in row.items() if v is not None}, separators=(",", ":")) + "\n")
        except (pa.ArrowInvalid, OSError):
            pass  # a recording that was broken off
    return n


def row(name: str, events: int, size: int, than: str, lines: str) -> None:
    sizes = compressed(lines)
    cells = [name, f"{events:,}", f"{size:,}", f"{size / events:.1f}", than, f"{os.path.getsize(lines) / events:.0f}"]
    cells += [f"{sizes[w] / events:.1f} ({size / sizes[w]:.2f})" if w in sizes else "?" for w in WAYS]
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="daft-analyze")
    parser.add_argument("--load", required=True, help="the program of ./load")
    parser.add_argument("--capture", action="append", default=[])
    parser.add_argument("recordings", nargs="*")
    options = parser.parse_args()
    print("Bytes an event; in brackets, the recording's size to that of the JSON lines.\n")
    print("| what | events | recording | an event | JSON lines of | plain | " + " | ".join(WAYS) + " |")
    print("| --- " * (6 + len(WAYS)) + "|")
    with tempfile.TemporaryDirectory() as work:
        run, again, events, text = (os.path.join(work, name) for name in ("run.arrow", "again.arrow", "events.jsonl", "run.txt"))
        for capture in options.capture:
            subprocess.run([options.load, "pack", "-o", run, capture], check=True, capture_output=True)
            with open(text, "w") as f:
                subprocess.run([options.program, "dump", run], check=True, stdout=f)
            subprocess.run([options.program, "assemble", "--force", "-o", again, text], check=True, capture_output=True)
            n = as_json_lines(run, events)
            name = os.path.basename(capture)
            for what, size in ((name, os.path.getsize(run)), (name + ", large batches", os.path.getsize(again))):
                row(what, n, size, "payloads as sent", capture)
                row(what, n, size, "events", events)
                row(what, n, size, "events, by dump", text)
        for path in options.recordings:
            n = as_json_lines(path, events)
            row(os.path.basename(path), n, os.path.getsize(path), "events", events)


if __name__ == "__main__":
    main()
