"""The jobs of the overhead measurement: python jobs.py NAME. Each prints how long its queries took, in seconds.

    mix      TPC-H 1, 3, 5 and 18, several times over      native, 2 to 3 s
    files    a scan of many small files                    native
    udf      a Python UDF, row by row                      native
    short    one query of 0.3 s                            native
    ray      aggregation and join, with shuffles           Ray; joins the cluster at RAY_ADDRESS, else starts one

With BENCH_EVENT_LOG=DIR Daft writes its own event log there. Tables: DATA_DIR, made by ../jobs/data.py;
the small files are made by: python jobs.py make-files.
"""

import datetime
import json
import os
import sys
import time

import daft
from daft import col

SMALL_FILES = 6_000
UDF_ROWS = 800_000


def table(name: str) -> daft.DataFrame:
    return daft.read_parquet(os.path.join(os.environ["DATA_DIR"], "tpch", f"{name}-*.parquet"))


def small_files() -> str:
    return os.path.join(os.environ["DATA_DIR"], "small-files")


def revenue():
    return (col("l_extendedprice") * (1 - col("l_discount"))).cast(daft.DataType.float64())


def q1():
    return (
        table("lineitem")
        .where(col("l_shipdate") <= datetime.date(1998, 9, 2))
        .groupby("l_returnflag", "l_linestatus")
        .agg(col("l_quantity").sum().alias("quantity"), revenue().sum().alias("revenue"), col("l_tax").count().alias("orders"))
        .sort(["l_returnflag", "l_linestatus"])
    )


def q3():
    return (
        table("customer")
        .where(col("c_mktsegment") == "BUILDING")
        .join(table("orders"), left_on="c_custkey", right_on="o_custkey")
        .join(table("lineitem"), left_on="o_orderkey", right_on="l_orderkey")
        .groupby("o_orderkey", "o_orderdate")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", desc=True)
        .limit(10)
    )


def q5():
    return (
        table("nation")
        .join(table("supplier"), left_on="n_nationkey", right_on="s_nationkey")
        .join(table("lineitem"), left_on="s_suppkey", right_on="l_suppkey")
        .join(table("orders"), left_on="l_orderkey", right_on="o_orderkey")
        .groupby("n_name")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", desc=True)
    )


def q18():
    big = table("lineitem").groupby("l_orderkey").agg(col("l_quantity").sum().alias("quantity")).where(col("quantity") > 300)
    return table("orders").join(big, left_on="o_orderkey", right_on="l_orderkey").sort("o_totalprice", desc=True).limit(100)


def mix():
    for _ in range(10):
        for query in (q1, q3, q5, q18):
            query().to_pylist()


def files():
    daft.read_parquet(os.path.join(small_files(), "*.parquet")).where(col("id") % 3 == 0).agg(col("x").sum()).to_pylist()


@daft.func
def mangle(n: int) -> int:
    return (n * 2654435761) % 4294967296


def udf():
    daft.range(UDF_ROWS, partitions=8).with_column("m", mangle(col("id"))).agg(col("m").max()).to_pylist()


def short():
    table("lineitem").sort("l_comment").groupby("l_shipmode").agg(col("l_quantity").sum(), revenue().sum().alias("r")).to_pylist()


def ray():
    for _ in range(2):
        q3().to_pylist()
        table("lineitem").repartition(8, "l_suppkey").groupby("l_suppkey").agg(revenue().sum().alias("revenue")).sort(
            "revenue"
        ).limit(5).to_pylist()


def make_files() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    os.makedirs(small_files(), exist_ok=True)
    for i in range(SMALL_FILES):
        ids = range(i * 100, (i + 1) * 100)
        pq.write_table(pa.table({"id": ids, "x": [n * 0.5 for n in ids]}), os.path.join(small_files(), f"{i}.parquet"))


def main() -> None:
    name = sys.argv[1]
    if name == "make-files":
        return make_files()
    if name == "ray":
        import ray as cluster

        cluster.init(
            **({} if os.environ.get("RAY_ADDRESS") else {"num_cpus": 2, "include_dashboard": False}),
            log_to_driver=False,
            logging_level="error",
        )
        daft.set_runner_ray()
    else:
        daft.set_runner_native()
    if log := os.environ.get("BENCH_EVENT_LOG"):
        from daft.subscribers.event_log import enable_event_log

        enable_event_log(log)
    begin = time.perf_counter()
    {"mix": mix, "files": files, "udf": udf, "short": short, "ray": ray}[name]()
    elapsed = time.perf_counter() - begin
    if name == "ray":
        cluster.shutdown()
    print(json.dumps({"query_s": elapsed}), flush=True)


if __name__ == "__main__":
    main()
