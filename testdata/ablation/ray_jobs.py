"""The jobs of the ablation on Ray.

    python ray_jobs.py list                        what the jobs are, as JSON
    python ray_jobs.py run SET ROUNDS              all jobs of a set with their arms, interleaved, on one cluster of two nodes with one CPU each
    python ray_jobs.py cold                        the first query of a cluster, and the same again

Each job is one query with a known bottleneck. Arm "base" runs it as it is; each other arm runs it with one thing removed or sped up.
An arm says what of the base it stands for: operators, by a part of the name, and kinds of the path's segments,
"overhead" being time in tasks that no operator accounts for; and how
its saving is predicted: by "free", these operators take no time (with their gaps on the driver, where the arm takes away the stage that
they make); by "cold", without a cold start; or by the finding of a name. Prints a line of JSON for each query that it runs, in their
order, those that only prepare included. Needs DATA_DIR (../jobs/data.py).
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "jobs"))

import daft
from daft import DataType, col

from causes.inputs import files, jsonl
from common import start_cluster, stop

JOBS = {}


def arm(*operators, kinds=(), stage=False, by="free"):
    return {"operators": list(operators), "kinds": list(kinds), "stage": stage, "by": by}


def job(held_out=False, **arms):
    """Registers a job: a function of the arm that returns what to run."""

    def register(f):
        JOBS[f.__name__] = {"make": f, "arms": arms, "set": "held out" if held_out else "first"}
        return f

    return register


def table(name, times, columns):
    """A table whose files are read several times over."""
    parts = 8 if name == "lineitem" else 4
    paths = [os.path.join(os.environ["DATA_DIR"], "tpch", f"{name}-{i}.parquet") for i in range(parts)]
    return daft.read_parquet(paths * times).select(*columns)


# Python functions


@daft.func
def sleeping(n: int) -> int:
    time.sleep(0.005)
    return n


@daft.func
def half(n: int) -> int:
    time.sleep(0.002)
    return n


@daft.func
def computing(n: int) -> int:
    end = time.thread_time() + 0.004
    while time.thread_time() < end:
        pass
    return n


def rows(n, partitions):
    return daft.range(n, partitions=partitions).select(col("id").alias("n"))


def total(df):
    return df.agg(col("n").sum())


@job(udf=arm("UDF"))
def udf_sleep(arm):
    df = rows(360, 6)
    return total(df if arm == "udf" else df.select(sleeping(col("n")).alias("n")))


@job(udf=arm("UDF"))
def udf_cpu(arm):
    df = rows(360, 6)
    return total(df if arm == "udf" else df.select(computing(col("n")).alias("n")))


@job(slow=arm("UDF sleeping"), fast=arm("UDF half"))
def two_udfs(arm):
    df = rows(320, 4)
    if arm != "slow":
        df = df.select(sleeping(col("n")).alias("n"))
    if arm != "fast":
        df = df.select(half(col("n")).alias("n"))
    return total(df)


@job(first=arm("UDF half"), second=arm("UDF sleeping"))
def two_stages(arm):
    df = rows(300, 6)
    if arm != "first":
        df = df.select(half(col("n")).alias("n"))
    df = df.repartition(6, "n")
    if arm != "second":
        df = df.select(sleeping(col("n")).alias("n"))
    return total(df)


@job(two=arm("UDF", by="udf-concurrency-one"))
def concurrency_one(arm):
    def batch(ns):
        time.sleep(0.005 * len(ns))
        return ns

    function = daft.udf(return_dtype=DataType.int64(), concurrency=2 if arm == "two" else 1, batch_size=20)(batch)
    return total(rows(480, 6).select(function(col("n")).alias("n")))


# What is read and written


@job(scan=arm("ScanTaskSource"))
def json_scan(arm):
    df = daft.read_json([jsonl(8, 1_000_000) + "/*.jsonl"] * 3).select("id", "key", "text")
    if arm == "scan":
        df = df.collect()
    return df.agg(col("id").sum(), col("key").sum(), col("text").count())


@job(files=arm("ScanTaskSource", kinds=["driver", "schedule", "handoff", "overhead"], by="small-files"))
def small_files(arm):
    if arm == "files":
        df = daft.read_parquet(files(4, 100_000) + "/*.parquet")
    else:
        df = daft.read_parquet(files(2000, 100_000) + "/00[0-2]*.parquet")
    return df.agg(col("id").sum(), col("text").max())


@job(write=arm("Write"))
def write_parquet(arm):
    df = table("lineitem", 3, ["l_orderkey", "l_comment", "l_extendedprice"])
    if arm == "write":
        return df
    return lambda: df.write_parquet(tempfile.mkdtemp(dir=OUT), compression="gzip")


# What moves rows


@job(join=arm("HashJoin", "Repartition", stage=True))
def hash_join(arm):
    lines = table("lineitem", 4, ["l_orderkey", "l_quantity"])
    if arm == "join":
        return lines.agg(col("l_quantity").sum())
    orders = table("orders", 1, ["o_orderkey", "o_custkey"])
    return lines.join(orders, left_on="l_orderkey", right_on="o_orderkey", strategy="hash").agg(col("l_quantity").sum(), col("o_custkey").sum())


@job(matches=arm("HashJoin", "Aggregate", "Project"))
def exploding_join(arm):
    keys = 500
    left = daft.range(600_000, partitions=6).select((col("id") % keys).alias("user"), (col("id") % 1000).alias("cost"))
    right = daft.range(keys * 60, partitions=3).select((col("id") if arm == "matches" else col("id") % keys).alias("user"), (col("id") % 40).alias("country"))
    return left.join(right, on="user", strategy="hash").groupby("country").agg(col("cost").sum())


@job(groups=arm("Aggregate", "Repartition", stage=True))
def many_groups(arm):
    df = table("lineitem", 4, ["l_orderkey", "l_partkey", "l_quantity"])
    if arm != "groups":
        df = df.groupby("l_orderkey", "l_partkey").agg(col("l_quantity").sum())
    return df.agg(col("l_quantity").max(), col("l_orderkey").max(), col("l_partkey").max())


@job(sort=arm("Sort", kinds=["driver"], stage=True))
def sort_text(arm):
    df = table("lineitem", 1, ["l_comment", "l_orderkey"])
    if arm != "sort":
        df = df.sort(["l_comment", "l_orderkey"])
    return df.agg(col("l_orderkey").sum(), col("l_comment").count())


# How work is cut


@job(even=arm("UDF", by="hot-key|skew-data"))
def hot_key(arm):
    key = col("n") if arm == "even" else daft.functions.when(col("n") % 10 < 7, -1).otherwise(col("n"))
    df = daft.range(400, partitions=4).select(col("id").alias("n")).with_column("key", key).repartition(8, "key")
    return total(df.select(sleeping(col("n")).alias("n")))


@job(more=arm("UDF", by="too-few-tasks"))
def one_partition(arm):
    return total(rows(300, 6 if arm == "more" else 1).select(sleeping(col("n")).alias("n")))


# Held out: written and measured after the rules were fixed.


@job(held_out=True, distinct=arm("Distinct", "Dedup", "Aggregate", "Repartition", stage=True))
def distinct(arm):
    df = table("lineitem", 4, ["l_orderkey", "l_suppkey"])
    if arm != "distinct":
        df = df.distinct()
    return df.agg(col("l_orderkey").sum(), col("l_suppkey").sum())


@job(held_out=True, scan=arm("ScanTaskSource"))
def csv_scan(arm):
    df = daft.read_csv([os.path.join(os.environ["DATA_DIR"], "ablation-csv", "*.csv")] * 3)
    if arm == "scan":
        df = df.collect()
    return df.agg(*[col(c).count() for c in df.column_names])


@job(held_out=True, write=arm("Write"))
def write_csv(arm):
    df = table("lineitem", 2, ["l_orderkey", "l_comment", "l_extendedprice"])
    if arm == "write":
        return df
    return lambda: df.write_csv(tempfile.mkdtemp(dir=OUT))


@job(held_out=True, window=arm("Window", "Repartition", stage=True))
def window(arm):
    df = table("lineitem", 3, ["l_orderkey", "l_suppkey", "l_quantity"])
    if arm != "window":
        df = df.select("l_suppkey", "l_orderkey", col("l_quantity").sum().over(daft.Window().partition_by("l_orderkey")).alias("l_quantity"))
    return df.agg(col("l_orderkey").sum(), col("l_suppkey").sum(), col("l_quantity").max())


@job(held_out=True, sort=arm("Sort", kinds=["driver"], stage=True))
def sort_numbers(arm):
    df = table("lineitem", 2, ["l_extendedprice", "l_orderkey", "l_partkey"])
    if arm != "sort":
        df = df.sort("l_extendedprice", desc=True)
    return df.agg(col("l_orderkey").sum(), col("l_partkey").sum(), col("l_extendedprice").count())


@job(held_out=True, project=arm("Project"))
def regex(arm):
    df = table("lineitem", 2, ["l_comment"])
    if arm != "project":
        df = df.select(col("l_comment").regexp_replace("[aeiou]+([a-z]*)", "$1").alias("l_comment"))
    return df.agg(col("l_comment").max())


@job(held_out=True, udf=arm("UDF"), join=arm("HashJoin", "Repartition", stage=True))
def join_and_udf(arm):
    left = rows(200, 4)
    if arm != "join":
        left = left.join(rows(200, 4), on="n", strategy="hash")
    if arm != "udf":
        left = left.select(sleeping(col("n")).alias("n"))
    return total(left)


@job(held_out=True, shuffle=arm("Repartition", "RandomShuffle", stage=True))
def shuffle(arm):
    df = table("lineitem", 4, ["l_orderkey", "l_comment"])
    if arm != "shuffle":
        df = df.repartition(16, "l_orderkey")
    return df.agg(col("l_orderkey").max(), col("l_comment").max())


# The first query of a cluster


@job(warm=arm(kinds=["startup"], by="cold"))
def cold(arm):
    return total(rows(200, 4).select(sleeping(col("n")).alias("n")))


OUT = tempfile.mkdtemp()


def say(**line):
    print(json.dumps(line), flush=True)


def run(name, arm, turn):
    """Runs a query, and says what it took. What an arm holds in memory was collected by a query before it, which is said too."""
    collect = daft.DataFrame.collect

    def preparing(df, *args, **kwargs):
        say(job=name, arm="prepare", round=turn)
        return collect(df, *args, **kwargs)

    daft.DataFrame.collect = preparing
    try:
        query = JOBS[name]["make"](arm)
    finally:
        daft.DataFrame.collect = collect
    begin = time.perf_counter()
    query() if callable(query) else query.collect()
    say(job=name, arm=arm, round=turn, s=round(time.perf_counter() - begin, 6))


def main():
    what = sys.argv[1]
    if what == "list":
        say(**{name: {"set": j["set"], "arms": j["arms"]} for name, j in JOBS.items()})
        return
    cluster = start_cluster(2)
    if what == "cold":
        run("cold", "base", 0)
        run("cold", "warm", 0)
    else:
        names = [n for n in JOBS if n != "cold" and JOBS[n]["set"] == sys.argv[2]]
        daft.range(9, partitions=3).collect()
        daft.range(90, partitions=3).select(half(col("id")).alias("m")).agg(col("m").sum()).collect()
        say(job="", arm="prepare", round=0)
        say(job="", arm="prepare", round=0)
        for i in range(int(sys.argv[3])):
            units = [(n, a) for n in names for a in ["base", *JOBS[n]["arms"]]]
            random.Random(i).shuffle(units)
            for n, a in units:
                run(n, a, i)
    stop(cluster)
    shutil.rmtree(OUT)


main()
