"""Makes the files that the causes read, once, in $DATA_DIR/causes."""

import os
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 2_000_000


def folder(name: str, make) -> str:
    """The folder of the name, filled by make(path) if it is not there."""
    path = os.path.join(os.environ["DATA_DIR"], "causes", name)
    if not os.path.exists(path):
        half = path + ".half"
        shutil.rmtree(half, ignore_errors=True)
        os.makedirs(half)
        make(half)
        os.rename(half, path)
    return path


def table(rows: int, start: int = 0) -> pa.Table:
    """Rows of numbers and a text that does not compress well."""
    ids = pa.array(range(start, start + rows), pa.int64())
    text = pa.array([f"{(i * 2654435761) % 4294967296:x}-{(i * 40503) % 65536:x}" for i in range(start, start + rows)])
    return pa.table({"id": ids, "key": pa.array([i % 1000 for i in range(start, start + rows)], pa.int64()), "text": text})


def files(count: int, rows: int) -> str:
    """A number of Parquet files that have so many rows together."""

    def make(path: str) -> None:
        whole, step = table(rows), rows // count
        for i in range(count):
            pq.write_table(whole.slice(i * step, step), os.path.join(path, f"{i:05}.parquet"))

    return folder(f"files-{count}-{rows}", make)


def groups(rows: int, size: int) -> str:
    """One Parquet file with row groups of the size."""
    return folder(f"groups-{rows}-{size}", lambda path: pq.write_table(table(rows), os.path.join(path, "0.parquet"), row_group_size=size))


def giant(rows: int, share: float, count: int) -> str:
    """Parquet files of which the first has a share of the rows, and the rest are alike."""

    def make(path: str) -> None:
        first = int(rows * share)
        step = (rows - first) // (count - 1)
        whole = table(rows)
        for i in range(count):
            at, size = (0, first) if i == 0 else (first + (i - 1) * step, step)
            pq.write_table(whole.slice(at, size), os.path.join(path, f"{i:03}.parquet"))

    return folder(f"giant-{rows}-{int(share * 100)}-{count}", make)


def jsonl(count: int, rows: int) -> str:
    """The same rows as lines of JSON."""

    def make(path: str) -> None:
        step = rows // count
        for i in range(count):
            with open(os.path.join(path, f"{i:02}.jsonl"), "w") as f:
                for n in range(i * step, (i + 1) * step):
                    f.write(f'{{"id":{n},"key":{n % 1000},"text":"{(n * 2654435761) % 4294967296:x}","list":[{n},{n + 1},{n + 2}]}}\n')

    return folder(f"jsonl-{count}-{rows}", make)
