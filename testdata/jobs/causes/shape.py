"""Causes that lie in how a query is put together, cut and used."""

import time

import daft
from daft import col

from . import cause
from .functions import slow
from .inputs import ROWS, files


def source(times: int = 1) -> daft.DataFrame:
    return daft.read_parquet([files(8, ROWS) + "/*.parquet"] * times)


@cause("native")
def sort(with_cause: bool) -> None:
    """All rows are sorted by a text."""
    frame = source(3)
    if with_cause:
        frame = frame.sort("text")
    print(frame.agg(col("id").max(), col("text").max()).to_pydict())


@cause("native")
def many_groups(with_cause: bool) -> None:
    """Grouped by a column that is nearly unique, instead of one of 1,000 values."""
    frame = source(3).groupby("text" if with_cause else "key").agg(col("id").sum())
    print(frame.count_rows())


@cause("native", "ray")
def slow_consumer(with_cause: bool) -> None:
    """The program takes 0.3 s over each partition."""
    taken = 0
    for part in daft.range(240_000, partitions=8).into_batches(20_000).iter_partitions():
        taken += 1
        if with_cause:
            time.sleep(0.3)
    print(taken, "partitions")


@cause("native", "ray")
def late_filter(with_cause: bool) -> None:
    """A slow function works on rows that a filter drops right after; Daft does not move it, as its column is new."""
    frame = daft.range(800, partitions=4)
    if with_cause:
        frame = frame.with_columns({"kind": col("id") % 10, "m": slow(col("id"))}).where(col("kind") == 0)
    else:
        frame = frame.with_column("kind", col("id") % 10).where(col("kind") == 0).with_column("m", slow(col("id")))
    print(frame.agg(col("m").sum()).to_pydict())


@cause("native")
def planning(with_cause: bool) -> None:
    """A plan of 600 steps."""
    frame = daft.range(1000, partitions=2)
    for i in range(600 if with_cause else 3):
        frame = frame.where((col("id") != 2_000 + i) | (col("id") % 7 == i)).with_column(f"c{i}", col("id") + i)
    print(frame.agg(col("id").sum()).to_pydict())


@cause("ray")
def start_up(with_cause: bool) -> None:
    """The first query of a process, see causes.py, instead of a later one."""
    print(daft.range(100_000, partitions=4).agg(col("id").sum()).to_pydict())


@cause("native")
def memory(with_cause: bool) -> None:
    """All rows are held by a sort, instead of passing through."""
    frame = source(8).with_column("copy", col("text") + col("text") + col("text"))
    if with_cause:
        frame = frame.sort("key")
    print(frame.agg(col("copy").max()).to_pydict())


CAUSES = {
    "sort": sort,
    "many-groups": many_groups,
    "slow-consumer": slow_consumer,
    "late-filter": late_filter,
    "planning": planning,
    "start-up": start_up,
    "memory": memory,
}
