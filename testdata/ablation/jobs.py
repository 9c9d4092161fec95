"""The jobs of the ablation: python jobs.py NAME ARM [native|ray]. Prints how long the query took, in seconds.

Each job is one query with a known bottleneck. Arm "base" runs it as it is; each other arm runs it with one thing removed or sped up,
and says which operators of the base's plan that stands for, by Daft's type and a part of the name. What an arm saves is the truth
that the analysis of a recording of the base is held against. Needs DATA_DIR (../jobs/data.py) and the small files (../bench/jobs.py make-files).
"""

import datetime
import glob
import json
import os
import shutil
import sys
import tempfile
import time

import daft
from daft import DataType, Window, col
from pyarrow import csv, parquet
from daft.io.source import DataSource, DataSourceTask

JOBS = {}


def job(arms, engine="native", held_out=False):
    """Registers a job: a function of the arm that returns what to run, and for each arm the operators it removes."""

    def register(f):
        JOBS[f.__name__] = {"make": f, "arms": arms, "engine": engine, "set": "held out" if held_out else "first"}
        return f

    return register


def table(name, times=1.0, columns=None):
    """A table whose files are read several times over."""
    files = sorted(glob.glob(os.path.join(os.environ["DATA_DIR"], "tpch", f"{name}-*.parquet")))
    df = daft.read_parquet((files * int(times + 1))[: max(1, round(len(files) * times))])
    return df.select(*columns) if columns else df


def held(df, memory):
    """The same rows, read into memory before the clock starts where memory says so."""
    return df.collect() if memory else df


def real(name):
    return col(name).cast(DataType.float64())


SCAN = [("ScanTask", ""), ("InMemoryScan", "")]
UDF = [("UDFProject", "")]


# Scans


@job({"scan": SCAN})
def scan_columns(arm):
    df = held(table("lineitem", 30), arm == "scan")
    return df.agg(*[col(c).count().alias(c) for c in df.column_names])


@job({"scan": SCAN})
def small_files(arm):
    return held(daft.read_parquet(os.path.join(os.environ["DATA_DIR"], "small-files", "*.parquet")), arm == "scan").agg(col("x").sum())


class Slow(DataSource):
    """A source in Python that takes its time for each batch."""

    def __init__(self, seconds, tasks=4, batches=5):
        self.seconds, self.tasks, self.batches = seconds, tasks, batches

    @property
    def name(self):
        return "slow"

    @property
    def schema(self):
        return daft.Schema.from_pydict({"x": DataType.int64()})

    async def get_tasks(self, pushdowns):
        for _ in range(self.tasks):
            yield SlowTask(self)


class SlowTask(DataSourceTask):
    def __init__(self, source):
        self.source = source

    @property
    def schema(self):
        return self.source.schema

    async def read(self):
        for _ in range(self.source.batches):
            time.sleep(self.source.seconds)
            yield daft.recordbatch.RecordBatch.from_pydict({"x": list(range(2000))})


@job({"source": SCAN})
def slow_reader(arm):
    return Slow(0 if arm == "source" else 0.06).read().select((col("x") * 2).alias("x")).agg(col("x").sum())


# Python functions


def spin(seconds):
    end = time.perf_counter() + seconds
    n = 0
    while time.perf_counter() < end:
        n += 1
    return n


def cpu_of(per_row):
    def cpu(keys):
        spin(len(keys) * per_row)
        return keys

    return cpu


def sleep_of(per_row):
    def sleep(keys):
        time.sleep(len(keys) * per_row)
        return keys

    return sleep


def udf(work, column="key"):
    return daft.udf(return_dtype=DataType.int64(), concurrency=1, batch_size=10_000)(work)(col(column)).alias(column)


def keys(times):
    return table("orders", times).select(col("o_orderkey").alias("key"))


@job({"udf": UDF})
def udf_cpu(arm):
    df = keys(2)
    if arm != "udf":
        df = df.select(udf(cpu_of(4e-6)))
    return df.agg(col("key").max())


@job({"udf": UDF})
def udf_sleep(arm):
    df = keys(2)
    if arm != "udf":
        df = df.select(udf(sleep_of(4e-6)))
    return df.agg(col("key").max())


def slow_sleep(keys):
    time.sleep(len(keys) * 6e-6)
    return keys


def fast_sleep(keys):
    time.sleep(len(keys) * 2e-6)
    return keys


@job({"slow": [("UDFProject", "slow")], "fast": [("UDFProject", "fast")]})
def two_udfs_sleep(arm):
    df = keys(1.5)
    if arm != "fast":
        df = df.select(udf(fast_sleep))
    if arm != "slow":
        df = df.select(udf(slow_sleep))
    return df.agg(col("key").max())


def slow_cpu(keys):
    spin(len(keys) * 6e-6)
    return keys


def fast_cpu(keys):
    spin(len(keys) * 2e-6)
    return keys


@job({"slow": [("UDFProject", "slow")], "fast": [("UDFProject", "fast")]})
def two_udfs_cpu(arm):
    df = keys(1.5)
    if arm != "slow":
        df = df.select(udf(slow_cpu))
    if arm != "fast":
        df = df.select(udf(fast_cpu))
    return df.agg(col("key").max())


@job({"udf": UDF})
def limit_udf(arm):
    df = keys(4).limit(200_000)
    if arm != "udf":
        df = df.select(udf(cpu_of(5e-6)))
    return df.agg(col("key").max())


@daft.func
def row(price: float) -> float:
    for _ in range(12):
        price = price * 1.000001 + 0.1
    return price


@job({"udf": UDF, "scan": SCAN})
def row_udf(arm):
    df = held(table("lineitem", 1.2, ["l_extendedprice", "l_quantity"]).select(real("l_extendedprice").alias("price"), "l_quantity"), arm == "scan")
    if arm != "udf":
        df = df.select(row(col("price")).alias("price"), "l_quantity")
    return df.agg(col("price").sum(), col("l_quantity").sum())


# Blocking operators


@job({"sort": [("Sort", "")], "scan": SCAN})
def sort_text(arm):
    df = held(table("lineitem", 3, ["l_comment", "l_orderkey"]), arm == "scan")
    if arm != "sort":
        df = df.sort(["l_comment", "l_orderkey"])
    return df.agg(col("l_orderkey").sum(), col("l_comment").count())


@job({"groups": [("GroupByAgg", "")], "scan": SCAN})
def many_groups(arm):
    df = held(table("lineitem", 12, ["l_orderkey", "l_partkey", "l_quantity"]), arm == "scan")
    if arm != "groups":
        df = df.groupby("l_orderkey", "l_partkey").agg(col("l_quantity").sum())
    return df.agg(col("l_quantity").max(), col("l_orderkey").max(), col("l_partkey").max())


@job({"distinct": [("Dedup", "")], "scan": SCAN})
def distinct(arm):
    df = held(table("lineitem", 40, ["l_orderkey", "l_suppkey"]), arm == "scan")
    if arm != "distinct":
        df = df.distinct()
    return df.agg(col("l_orderkey").sum(), col("l_suppkey").sum())


@job({"window": [("Window", "")], "scan": SCAN})
def window(arm):
    df = held(table("lineitem", 20, ["l_orderkey", "l_suppkey", "l_quantity"]), arm == "scan")
    if arm != "window":
        df = df.select("l_suppkey", "l_orderkey", col("l_quantity").sum().over(Window().partition_by("l_orderkey")).alias("l_quantity"))
    return df.agg(col("l_orderkey").sum(), col("l_suppkey").sum(), col("l_quantity").max())


OUT = tempfile.mkdtemp()


@job({"write": [("Write", "Write")], "scan": SCAN})
def write_parquet(arm):
    df = held(table("lineitem", 4), arm == "scan")
    return df if arm == "write" else lambda: df.write_parquet(OUT)


# Joins


@job({"join": [("HashJoin", "")], "probe scan": [("ScanTask", "")]})
def join_probe(arm):
    lines = held(table("lineitem", 30, ["l_orderkey", "l_quantity"]), arm == "probe scan")
    if arm == "join":
        return lines.agg(col("l_quantity").sum(), col("l_orderkey").sum())
    orders = table("orders", 1, ["o_orderkey", "o_custkey"])
    return lines.join(orders, left_on="l_orderkey", right_on="o_orderkey").agg(col("l_quantity").sum(), col("l_orderkey").sum(), col("o_custkey").sum())


@job({"join": [("HashJoin", "")], "scan": SCAN})
def join_build(arm):
    lines = held(table("lineitem", 60, ["l_orderkey", "l_suppkey", "l_partkey"]), arm == "scan")
    orders = table("orders", 1, ["o_orderkey"])
    if arm == "join":
        return lines.agg(col("l_orderkey").sum(), col("l_suppkey").sum(), col("l_partkey").sum())
    return orders.join(lines, left_on="o_orderkey", right_on="l_orderkey", how="semi").agg(col("o_orderkey").sum())


@job({"join": [("HashJoin", "")], "scan": SCAN})
def fan_out(arm):
    a = held(table("lineitem", 0.5, ["l_suppkey", "l_quantity"]), arm == "scan")
    b = held(table("partsupp", 1, ["ps_suppkey", "ps_availqty"]), arm == "scan")
    if arm == "join":
        return a.agg(col("l_quantity").sum())
    return a.join(b, left_on="l_suppkey", right_on="ps_suppkey").agg(col("l_quantity").sum(), col("ps_availqty").sum())


# Row by row


@job({"words": [("Explode", ""), ("Project", "split")], "scan": SCAN})
def explode(arm):
    df = held(table("orders", 24, ["o_comment", "o_orderkey"]), arm == "scan")
    if arm == "words":
        return df.agg(col("o_orderkey").sum(), col("o_comment").count())
    return df.select(col("o_comment").split(" ").alias("word"), "o_orderkey").explode("word").agg(col("o_orderkey").sum(), col("word").count())


@job({"project": [("Project", "")], "scan": SCAN})
def regex(arm):
    df = held(table("lineitem", 2, ["l_comment"]), arm == "scan")
    if arm != "project":
        df = df.select(col("l_comment").regexp_replace("[aeiou]+([a-z]*)", "$1").alias("l_comment"))
    return df.agg(col("l_comment").max())


@job({"filter": [("Filter", "")], "scan": SCAN})
def filter_text(arm):
    df = held(table("lineitem", 30, ["l_comment", "l_orderkey"]), arm == "scan")
    if arm != "filter":
        df = df.where(col("l_comment").regexp("(quick|slow)ly [a-m]+ (deposits|accounts)"))
    return df.agg(col("l_orderkey").sum(), col("l_comment").count())


# TPC-H


def revenue():
    return real("l_extendedprice") * (1 - real("l_discount"))


@job({"groups": [("GroupByAgg", ""), ("Project", "")], "scan": SCAN})
def q1(arm):
    df = held(
        table("lineitem", 20, ["l_returnflag", "l_linestatus", "l_quantity", "l_extendedprice", "l_discount", "l_tax", "l_shipdate"]),
        arm == "scan",
    ).where(col("l_shipdate") <= datetime.date(1998, 9, 2))
    if arm == "groups":
        return df.agg(*[col(c).count() for c in df.column_names])
    return (
        df.groupby("l_returnflag", "l_linestatus")
        .agg(col("l_quantity").sum().alias("quantity"), revenue().sum().alias("revenue"), col("l_tax").mean().alias("tax"), col("l_discount").count().alias("orders"))
        .sort(["l_returnflag", "l_linestatus"])
    )


@job({"joins": [("HashJoin", "")], "scans": SCAN})
def q3(arm):
    memory = arm == "scans"
    lines = held(table("lineitem", 24, ["l_orderkey", "l_extendedprice", "l_discount"]), memory)
    if arm == "joins":
        return lines.agg(revenue().sum().alias("revenue"), col("l_orderkey").sum())
    customers = held(table("customer", 1, ["c_custkey", "c_mktsegment"]), memory).where(col("c_mktsegment") == "BUILDING")
    orders = held(table("orders", 1, ["o_orderkey", "o_custkey", "o_orderdate"]), memory)
    return (
        customers.join(orders, left_on="c_custkey", right_on="o_custkey")
        .join(lines, left_on="o_orderkey", right_on="l_orderkey")
        .groupby("o_orderkey", "o_orderdate")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", desc=True)
        .limit(10)
    )


@job({"joins": [("HashJoin", "")], "scans": SCAN})
def q5(arm):
    memory = arm == "scans"
    lines = held(table("lineitem", 8, ["l_orderkey", "l_suppkey", "l_extendedprice", "l_discount"]), memory)
    if arm == "joins":
        return lines.agg(revenue().sum().alias("revenue"), col("l_orderkey").sum(), col("l_suppkey").sum())
    nations = held(table("nation", 1, ["n_nationkey", "n_name"]), memory)
    suppliers = held(table("supplier", 1, ["s_suppkey", "s_nationkey"]), memory)
    orders = held(table("orders", 1, ["o_orderkey", "o_custkey"]), memory)
    return (
        nations.join(suppliers, left_on="n_nationkey", right_on="s_nationkey")
        .join(lines, left_on="s_suppkey", right_on="l_suppkey")
        .join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .groupby("n_name")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", desc=True)
    )


@job({"groups": [("GroupByAgg", "")], "join": [("HashJoin", "")], "scans": SCAN})
def q18(arm):
    memory = arm == "scans"
    lines = held(table("lineitem", 16, ["l_orderkey", "l_quantity"]), memory)
    orders = held(table("orders", 4, ["o_orderkey", "o_totalprice"]), memory)
    if arm == "groups":
        big = lines.where(col("l_quantity") >= 50)
    else:
        big = lines.groupby("l_orderkey").agg(col("l_quantity").sum()).where(col("l_quantity") > 3200)
    if arm == "join":
        return big.sort("l_quantity", desc=True).limit(100)
    return orders.join(big, left_on="o_orderkey", right_on="l_orderkey").sort("o_totalprice", desc=True).limit(100)


# Held out: written after the rules were fixed.


@job({"top": [("TopN", "")], "scan": SCAN}, held_out=True)
def top_n(arm):
    df = held(table("lineitem", 16, ["l_comment", "l_orderkey"]), arm == "scan")
    if arm != "top":
        df = df.sort(["l_comment", "l_orderkey"], desc=True).limit(1000)
    return df.agg(col("l_orderkey").sum(), col("l_comment").count())


@job({"udf": UDF, "sort": [("Sort", "")]}, held_out=True)
def sort_row_udf(arm):
    df = table("lineitem", 1, ["l_extendedprice", "l_comment"]).select(real("l_extendedprice").alias("price"), "l_comment")
    if arm != "sort":
        df = df.sort("l_comment")
    if arm != "udf":
        df = df.select(row(col("price")).alias("price"), "l_comment")
    return df.agg(col("price").sum(), col("l_comment").count())


@job({"scan": SCAN, "groups": [("GroupByAgg", "")]}, held_out=True)
def csv_scan(arm):
    df = held(daft.read_csv([os.path.join(os.environ["DATA_DIR"], "ablation-csv", "*.csv")] * 3), arm == "scan")
    if arm == "groups":
        return df.agg(col("l_quantity").sum(), col("l_tax").mean(), col("l_shipmode").count())
    return df.groupby("l_shipmode").agg(col("l_quantity").sum(), col("l_tax").mean())


@job({"join": [("HashJoin", "")], "scan": SCAN}, held_out=True)
def outer_join(arm):
    lines = held(table("lineitem", 16, ["l_partkey", "l_quantity"]), arm == "scan")
    if arm == "join":
        return lines.agg(col("l_quantity").sum(), col("l_partkey").sum())
    parts = held(table("partsupp", 1, ["ps_partkey", "ps_availqty"]), arm == "scan")
    return lines.join(parts, left_on="l_partkey", right_on="ps_partkey", how="outer").agg(col("l_quantity").sum(), col("ps_availqty").sum())


@job({"join": [("CrossJoin", "")], "project": [("Project", "")]}, held_out=True)
def cross_join(arm):
    parts, suppliers = table("part", 3, ["p_partkey"]), table("supplier", 1.0, ["s_suppkey"])
    if arm == "join":
        return parts.agg(col("p_partkey").sum())
    df = parts.join(suppliers, how="cross")
    if arm != "project":
        df = df.select(((col("p_partkey") * 7 + col("s_suppkey")) % 1000).alias("p_partkey"), "s_suppkey")
    return df.agg(col("p_partkey").sum(), col("s_suppkey").sum())


@job({"window": [("Window", "")], "scan": SCAN}, held_out=True)
def window_rank(arm):
    df = held(table("lineitem", 16, ["l_suppkey", "l_quantity", "l_shipdate"]), arm == "scan")
    if arm == "window":
        return df.agg(col("l_suppkey").sum(), col("l_quantity").sum(), col("l_shipdate").max())
    w = Window().partition_by("l_suppkey").order_by("l_shipdate")
    return df.select("l_suppkey", "l_quantity", daft.functions.rank().over(w).alias("rank")).agg(col("l_suppkey").sum(), col("l_quantity").sum(), col("rank").max())


@job({"write": [("Write", "Write")], "scan": SCAN}, held_out=True)
def write_csv(arm):
    df = held(table("orders", 14), arm == "scan")
    return df if arm == "write" else lambda: df.write_csv(OUT)


def four_sleep(keys):
    time.sleep(len(keys) * 6e-6)
    return keys


def two_sleep(keys):
    time.sleep(len(keys) * 3e-6)
    return keys


def one_sleep(keys):
    time.sleep(len(keys) * 1.5e-6)
    return keys


@job({"four": [("UDFProject", "four")], "two": [("UDFProject", "two")]}, held_out=True)
def three_udfs(arm):
    df = keys(2)
    for name, work in [("two", two_sleep), ("four", four_sleep), ("one", one_sleep)]:
        if arm != name:
            df = df.select(udf(work))
    return df.agg(col("key").max())


@job({"udf": UDF}, held_out=True)
def init_udf(arm):
    @daft.udf(return_dtype=DataType.int64(), concurrency=1)
    class Model:
        def __init__(self):
            time.sleep(1.0)

        def __call__(self, keys):
            time.sleep(0.05)
            return keys

    df = keys(1)
    if arm != "udf":
        df = df.select(Model(col("key")).alias("key"))
    return df.agg(col("key").max())


@daft.func(return_dtype=DataType.int64())
async def later(key: int):
    import asyncio

    await asyncio.sleep(0.02)
    return key


@job({"udf": [("AsyncUDFProject", ""), ("UDFProject", "")]}, held_out=True)
def async_udf(arm):
    df = keys(1).limit(60_000)
    if arm != "udf":
        df = df.select(later(col("key")).alias("key"))
    return df.agg(col("key").max())


@job({"groups": [("GroupByAgg", "")], "scan": SCAN}, held_out=True)
def text_groups(arm):
    df = held(table("orders", 24, ["o_comment", "o_totalprice"]), arm == "scan")
    if arm != "groups":
        df = df.groupby("o_comment").agg(col("o_totalprice").max())
    return df.agg(col("o_totalprice").max(), col("o_comment").count())


@job({"project": [("Project", "")], "scan": SCAN}, held_out=True)
def arithmetic(arm):
    df = held(table("lineitem", 36, ["l_extendedprice", "l_discount", "l_quantity"]), arm == "scan")
    if arm == "project":
        return df.agg(col("l_extendedprice").max(), col("l_discount").max(), col("l_quantity").max())
    x = real("l_extendedprice")
    return df.select((x.sqrt() * (1 - real("l_discount"))).exp().log().sin().alias("x"), "l_quantity").agg(col("x").sum(), col("l_quantity").max())


def near_sleep(keys):
    time.sleep(len(keys) * 2e-5)
    return keys


@job({"source": SCAN, "udf": UDF}, held_out=True)
def source_and_udf(arm):
    df = Slow(0 if arm == "source" else 0.06).read()
    if arm != "udf":
        df = df.select(udf(near_sleep, "x"))
    return df.agg(col("x").sum())


def make_data():
    """Some of lineitem as text, in DATA_DIR/ablation-csv."""
    out = os.path.join(os.environ["DATA_DIR"], "ablation-csv")
    os.makedirs(out, exist_ok=True)
    for i, path in enumerate(sorted(glob.glob(os.path.join(os.environ["DATA_DIR"], "tpch", "lineitem-*.parquet")))[:4]):
        csv.write_csv(parquet.read_table(path), os.path.join(out, f"{i}.csv"))


def main() -> None:
    if sys.argv[1] == "make-data":
        return make_data()
    if sys.argv[1] == "list":
        print(json.dumps({name: {k: v for k, v in j.items() if k != "make"} for name, j in JOBS.items()}))
        return
    name, arm = sys.argv[1], sys.argv[2]
    if sys.argv[3:] == ["ray"]:
        import ray

        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False)
        daft.set_runner_ray()
    else:
        daft.set_runner_native()
    daft.from_pydict({"x": [1, 2, 3]}).agg(col("x").sum()).collect()  # what only the first query of a process pays
    run = JOBS[name]["make"](arm)
    if not callable(run):
        run = run.collect
    began = time.perf_counter()
    run()
    print(json.dumps({"query_s": time.perf_counter() - began}), flush=True)
    shutil.rmtree(OUT)


if __name__ == "__main__":
    main()
