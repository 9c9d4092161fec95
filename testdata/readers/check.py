"""Opens a recording with every Arrow tool that docs/format.md names, and compares.

    python check.py RUN.arrow ROWS

Each tool counts the rows and the events of each kind, sums rows_out and takes
the first and the last time_ns. Any difference, and any number of rows but ROWS,
is an error. Versions that are known to work: testdata/jobs/requirements.txt.
"""

import sys
from collections import Counter

import daft
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.ipc as ipc


def of_arrow(table):
    """The facts of a pyarrow table."""
    table.validate(full=True)
    kinds = Counter(table["kind"].to_pylist())
    times = pc.min_max(table["time_ns"])
    return table.num_rows, kinds, pc.sum(table["rows_out"]).as_py(), times["min"].as_py(), times["max"].as_py()


def of_polars(frame):
    kinds = dict(frame.select(pl.col("kind").cast(pl.String)).group_by("kind").len().iter_rows())
    rows, total, first, last = frame.select(
        pl.len(),
        pl.when(pl.col("rows_out").count() > 0).then(pl.col("rows_out").sum()),  # null of none, as the others say
        pl.col("time_ns").min().alias("first"),
        pl.col("time_ns").max().alias("last"),
    ).row(0)
    return rows, kinds, total, first, last


def of_rows(kinds, rest):
    rows, total, first, last = rest
    return rows, dict(kinds), total, first, last


def open_file(path):
    return of_arrow(ipc.open_file(path).read_all())


def open_file_mapped(path):
    with pa.memory_map(path) as source:
        return of_arrow(ipc.open_file(source).read_all())


def random_access(path):
    """Batches by number, last first, as a tool with many threads takes them."""
    reader = ipc.open_file(path)
    batches = [reader.get_batch(i) for i in reversed(range(reader.num_record_batches))]
    return of_arrow(pa.Table.from_batches(batches, schema=reader.schema))


def open_stream(path):
    """The bytes after the magic, as for a recording that was interrupted."""
    with open(path, "rb") as source:
        source.seek(8)
        return of_arrow(ipc.open_stream(source).read_all())


def read_feather(path):
    return of_arrow(feather.read_table(path))


def read_feather_columns(path):
    return of_arrow(feather.read_table(path, columns=["kind", "rows_out", "time_ns"]))


def polars_read(path):
    return of_polars(pl.read_ipc(path))


def polars_scan(path):
    return of_polars(pl.scan_ipc(path).select("kind", "rows_out", "time_ns").collect())


def duckdb_dataset(path):
    events = ds.dataset(path, format="arrow")  # found by duckdb by its name
    kinds = duckdb.sql("SELECT kind::VARCHAR, count(*) FROM events GROUP BY 1").fetchall()
    rest = duckdb.sql("SELECT count(*), sum(rows_out), min(time_ns), max(time_ns) FROM events").fetchall()[0]
    return of_rows(kinds, rest)


def daft_from_arrow(path):
    table = ipc.open_file(path).read_all()
    for i, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):  # Daft makes Python objects of these
            table = table.set_column(i, field.name, table[field.name].cast(field.type.value_type))
    frame = daft.from_arrow(table)
    kinds = frame.groupby("kind").agg(daft.col("time_ns").count("all").alias("n")).to_pydict()
    rest = frame.agg(
        daft.col("kind").count().alias("rows"),
        daft.col("rows_out").sum().alias("total"),
        daft.col("time_ns").min().alias("first"),
        daft.col("time_ns").max().alias("last"),
    ).to_pydict()
    return of_rows(zip(kinds["kind"], kinds["n"]), [rest[k][0] for k in ("rows", "total", "first", "last")])


def main(path, want_rows):
    reader = ipc.open_file(path)
    print(f"{path}: {reader.num_record_batches} batches, {len(reader.schema)} columns, {reader.schema.metadata}")
    first = None
    failed = False
    for tool in (open_file, open_file_mapped, random_access, open_stream, read_feather, read_feather_columns, polars_read, polars_scan,
                 duckdb_dataset, daft_from_arrow):
        try:
            facts = tool(path)
        except Exception as error:  # one tool's failure must not hide another's
            print(f"{tool.__name__}: {type(error).__name__}: {error}")
            failed = True
            continue
        first = first or facts
        ok = facts == first and facts[0] == want_rows
        failed = failed or not ok
        print(f"{tool.__name__}: {'ok' if ok else 'DIFFERS'}: {facts[0]} rows, {len(facts[1])} kinds, rows_out {facts[2]}, time_ns {facts[3]}..{facts[4]}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
