"""Causes that lie in Python functions."""

import time

import daft
from daft import col, DataType

from . import cause

ROWS = 900


@daft.func
def plain(n: int) -> int:
    return n + 1


@daft.func
def slow(n: int) -> int:
    time.sleep(0.004)
    return n + 1


@daft.udf(return_dtype=DataType.int64(), concurrency=1, batch_size=20, use_process=False)
def one_at_a_time(ns: daft.Series):
    time.sleep(0.1)
    return [n + 1 for n in ns.to_pylist()]


@daft.udf(return_dtype=DataType.int64(), concurrency=2, batch_size=20, use_process=False)
def two_at_a_time(ns: daft.Series):
    time.sleep(0.1)
    return [n + 1 for n in ns.to_pylist()]


@daft.cls(max_concurrency=2)
class Model:
    def __init__(self, seconds: float):
        time.sleep(seconds)  # as loading a model does

    def __call__(self, n: int) -> int:
        return n + 1


def rows(n: int = ROWS) -> daft.DataFrame:
    return daft.range(n, partitions=6)


def total(frame: daft.DataFrame) -> None:
    print(frame.agg(col("m").sum()).to_pydict())


@cause("native", "ray")
def slow_udf(with_cause: bool) -> None:
    """A function that sleeps 4 ms a row."""
    total(rows().with_column("m", (slow if with_cause else plain)(col("id"))))


@cause("native", "ray")
def udf_concurrency(with_cause: bool) -> None:
    """A function whose batches run one at a time."""
    total(rows().with_column("m", (one_at_a_time if with_cause else two_at_a_time)(col("id"))))


@cause("native", "ray")
def udf_cold_start(with_cause: bool) -> None:
    """A class whose instances take 2 s to make."""
    total(rows().with_column("m", Model(2.0)(col("id")) if with_cause else plain(col("id"))))


CAUSES = {"slow-udf": slow_udf, "udf-concurrency": udf_concurrency, "udf-cold-start": udf_cold_start}
