"""One query per kind of operator that spans watch, printing as JSON what Daft itself counted (df.metrics). native|ray.

Has two operators of one type, a function that fails on rows and goes on, a write, and queries of two threads at once. Needs data.py's tables.
"""

import json
import shutil
import tempfile
import threading
import time

import daft
from daft import Window, col

from common import runner, start, stop, table


@daft.func(on_error="log")
def odd(key: int) -> int:
    if key % 10 == 0:
        raise ValueError(f"key {key} is round")
    return key


@daft.udf(return_dtype=daft.DataType.int64(), concurrency=1)
def slowly(keys):
    time.sleep(0.02)
    return keys


def queries(out):
    lineitem, orders, customer = table("lineitem"), table("orders"), table("customer")
    yield "sort", orders.select("o_orderkey", "o_comment").sort("o_comment")
    yield "groupby", lineitem.groupby("l_orderkey").agg(col("l_tax").sum())
    yield "distinct", lineitem.select("l_orderkey", "l_linenumber").distinct()
    joined = customer.join(orders, left_on="c_custkey", right_on="o_custkey").join(lineitem, left_on="o_orderkey", right_on="l_orderkey")
    yield "joins", joined.groupby("c_name").agg(col("l_tax").sum())
    yield "outer join", orders.join(customer, left_on="o_custkey", right_on="c_custkey", how="outer").agg(col("o_orderkey").count())
    # Few rows, so that one thread runs them: two that fail at once wait for each other forever in Daft 0.7.26.
    yield "rounds", daft.from_pydict({"key": list(range(1, 31))}).select(odd(col("key")).alias("key")).agg(col("key").count())
    yield "udf", orders.select(slowly(col("o_orderkey")).alias("key")).agg(col("key").count())
    yield "window", orders.select("o_custkey", col("o_totalprice").sum().over(Window().partition_by("o_custkey")).alias("sum"))
    yield "limit", lineitem.limit(1000)
    yield "write", lineitem.write_parquet(out)


def metrics(df):
    return [
        {"id": n["id"], "type": n["type"], "category": n["category"], "stats": {k: s["value"] for k, s in n["stats"]}} for n in df.metrics.to_pylist()
    ]


def main() -> None:
    start(runner())
    report = []
    out = tempfile.mkdtemp()
    for name, df in queries(out):
        if name == "write":  # has run already
            report.append({"what": name, "nodes": None})
            continue
        df = df.collect()
        report.append({"what": name, "nodes": metrics(df)})
    shutil.rmtree(out)

    def filtered():
        table("lineitem").select((col("l_quantity") * col("l_tax") + 1).alias("x")).collect()

    threads = [threading.Thread(target=filtered) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    stop()
    print(json.dumps(report))


main()
