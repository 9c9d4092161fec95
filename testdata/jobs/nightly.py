"""A job as it runs every night: what changed it is on the command line.

    nightly.py native|ray [CHANGE ...]

Without a CHANGE it is the baseline that docs/regression-gate.md is about. With one it is what somebody did to it:

    sleep         the Python function sleeps 1 ms for each 1,000 rows, on Ray 4 ms
    no-filter     the filter below the join was dropped
    repartition   a repartition too many before the aggregation
    many-files    the same rows of lineitem in 100 files instead of 8, each as often
    more-rows     half as many rows of lineitem more
    by-row        the Python function is called for each row instead of each batch
    one-partition everything goes into one partition before the aggregation
"""

import datetime
import os
import sys
import time

import daft
from daft import DataType, Series, col

from common import runner, start, stop, table

CHANGES = ("sleep", "no-filter", "repartition", "many-files", "more-rows", "by-row", "one-partition")
TIMES = {"native": 8, "ray": 2}  # that each file of lineitem is read, to have enough to do
SLEEP = {"native": 1e-6, "ray": 4e-6}  # seconds for each row
MANY = 100


@daft.func.batch(return_dtype=DataType.float64())
def score(comment: Series) -> list[float]:
    """Scores comments, a batch at a time."""
    texts = comment.to_pylist()
    if "sleep" in changes:
        time.sleep(SLEEP[engine] * len(texts))
    return [sum(t.count(v) for v in "aeiou") / max(1, len(t)) for t in texts]


@daft.func
def score_row(comment: str) -> float:
    """The same, a row at a time."""
    return sum(comment.count(v) for v in "aeiou") / max(1, len(comment))


def many_files() -> list[str]:
    """The files of lineitem cut into MANY, made once."""
    folder = os.path.join(os.environ["DATA_DIR"], "nightly", f"lineitem-{MANY}")
    if not os.path.exists(os.path.join(folder, "done")):
        import pyarrow.dataset as ds
        import pyarrow.parquet as pq

        os.makedirs(folder, exist_ok=True)
        rows = ds.dataset([f"{os.environ['DATA_DIR']}/tpch/lineitem-{i}.parquet" for i in range(8)]).to_table()
        step = -(-rows.num_rows // MANY)
        for i in range(MANY):
            pq.write_table(rows.slice(i * step, step), os.path.join(folder, f"{i}.parquet"))
        open(os.path.join(folder, "done"), "w").close()
    return [os.path.join(folder, f"{i}.parquet") for i in range(MANY)]


def lineitem() -> daft.DataFrame:
    files = [f"{os.environ['DATA_DIR']}/tpch/lineitem-{i}.parquet" for i in range(8)]
    if "many-files" in changes:
        files = many_files()
    times = TIMES[engine]
    return daft.read_parquet(files * (times + times // 2 if "more-rows" in changes else times))


def by_priority() -> None:
    """Revenue by priority of the orders of the last months."""
    orders = table("orders")
    if "no-filter" not in changes:
        orders = orders.where(col("o_orderdate") >= datetime.date(1998, 1, 1))
    lineitem().join(orders, left_on="l_orderkey", right_on="o_orderkey").groupby("o_orderpriority").agg(
        col("l_extendedprice").sum(), col("l_comment").max(), col("o_comment").max()
    ).sort("o_orderpriority").to_pydict()


def by_part() -> None:
    """The best-selling parts."""
    rows = lineitem().select("l_partkey", "l_quantity", "l_extendedprice", "l_comment")
    if "repartition" in changes:
        rows = rows.repartition(16, "l_comment")
    if "one-partition" in changes:
        rows = rows.into_partitions(1)
    rows.groupby("l_partkey").agg(col("l_quantity").sum(), col("l_extendedprice").mean(), col("l_comment").max()).sort(
        "l_quantity", desc=True
    ).limit(10).to_pydict()


def by_tone() -> None:
    """What customers write of lines that were returned."""
    score_by = score_row if "by-row" in changes else score
    lineitem().where(col("l_returnflag") == "R").with_column("score", score_by(col("l_comment"))).groupby("l_shipmode").agg(
        col("score").mean()
    ).sort("l_shipmode").to_pydict()


engine, changes = runner(), sys.argv[2:]
if unknown := set(changes) - set(CHANGES):
    sys.exit(f"no such change: {', '.join(sorted(unknown))}")
start(engine)
by_priority()
by_part()
by_tone()
stop()
