"""Queries of some seconds each, of different shapes, for the estimate of the time left. native|ray, and how large (default 1).

Each has its work in another place: in the scan, in a UDF, in a sort, in a join, in an aggregation of many groups, in writing.
"""

import glob
import os
import sys
import tempfile
import time

import daft
from daft import DataType, col

from common import runner, start, stop

SIZE = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0


def repeated(name: str, times: float) -> daft.DataFrame:
    """A table whose files are read several times over."""
    files = sorted(glob.glob(os.path.join(os.environ["DATA_DIR"], "tpch", f"{name}-*.parquet")))
    return daft.read_parquet((files * int(times * SIZE + 1))[: max(1, round(len(files) * times * SIZE))])


@daft.func.batch(return_dtype=DataType.int64())
def slow(values):
    """Takes 2 µs a row, without holding a processor."""
    time.sleep(len(values) * 2e-6)
    return values


@daft.func
def busy(price: float) -> float:
    """Takes some time of a processor for each row."""
    for _ in range(20):
        price = price * 1.000001 + 0.1
    return price


def scan():
    price = col("l_extendedprice").cast(DataType.float64())
    return repeated("lineitem", 180).where(col("l_comment").contains("fluffily")).agg(price.sum())


def udf():
    return repeated("lineitem", 8).select(slow(col("l_orderkey")).alias("key")).agg(col("key").max())


def udf_rows():
    return repeated("lineitem", 4).select(busy(col("l_extendedprice").cast(DataType.float64())).alias("price")).agg(col("price").sum())


def sort():
    return repeated("lineitem", 30).select("l_comment", "l_orderkey").sort(["l_comment", "l_orderkey"]).limit(10).agg(col("l_orderkey").sum())


def big_sort():
    return repeated("lineitem", 10).select("l_comment", "l_orderkey").sort(["l_comment", "l_orderkey"]).agg(col("l_orderkey").sum())


def join():
    orders = repeated("orders", 1)
    return (
        repeated("lineitem", 70)
        .join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .groupby("o_orderpriority", "l_shipmode")
        .agg(col("l_quantity").sum(), col("l_comment").length().sum())
        .sort(["o_orderpriority", "l_shipmode"])
    )


def groups():
    return repeated("lineitem", 60).groupby("l_orderkey", "l_partkey").agg(col("l_quantity").sum()).agg(col("l_quantity").max())


QUERIES = (scan, udf, udf_rows, sort, big_sort, join, groups)


def main() -> None:
    start(runner())
    for query in QUERIES:
        began = time.time()
        query().to_pylist()
        print(f"{query.__name__} {time.time() - began:.1f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        began = time.time()
        repeated("lineitem", 30).write_parquet(folder)
        print(f"write {time.time() - began:.1f} s", flush=True)
    stop()


main()
