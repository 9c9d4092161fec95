"""One query in several variants, on a Ray cluster of so many nodes with one CPU each: what the predictions of what-if are held against.

    whatif.py NODES VARIANT ...

Two stages with a shuffle between them, and a function in each that sleeps for 5 ms for each of 900 rows; in variants whose
name ends with -computing it computes for as long instead. even: all keys differ. skewed: 40 % of the rows have one key.
dropped: as skewed, without those rows after the first stage. fast: as even, and the function of the second stage takes half
the time. Two small queries before the first variant warm Daft up; "cold" is even, without these.
"""

import sys
import time

import daft
from daft import col

from common import start_cluster, stop

ROWS, MAPS, REDUCES = 900, 12, 9
SECONDS = 0.005  # a row


@daft.func
def first(n: int) -> int:
    time.sleep(SECONDS)
    return n


@daft.func
def second(n: int) -> int:
    time.sleep(SECONDS)
    return n


@daft.func
def quick(n: int) -> int:
    time.sleep(SECONDS / 2)
    return n


@daft.func
def compute(n: int) -> int:
    end = time.thread_time() + SECONDS
    while time.thread_time() < end:
        pass
    return n


def run(variant: str) -> None:
    busy = variant.endswith("-computing")
    variant = variant.removesuffix("-computing")
    hot = col("id") % 10 < 4
    key = daft.functions.when(hot, -1).otherwise(col("id")) if variant in ("skewed", "dropped") else col("id")
    rows = daft.range(ROWS, partitions=MAPS).with_column("m", (compute if busy else first)(col("id"))).with_column("key", key)
    if variant == "dropped":
        rows = rows.where(col("key") >= 0)
    after = compute if busy else quick if variant == "fast" else second
    rows = rows.repartition(REDUCES, "key").with_column("n", after(col("m")))
    print(variant, rows.agg(col("n").count()).to_pydict(), flush=True)


def main() -> None:
    cluster = start_cluster(int(sys.argv[1]))
    if sys.argv[2] != "cold":
        daft.range(9, partitions=3).collect()
        daft.range(90, partitions=9).with_column("m", quick(col("id"))).agg(col("m").sum()).to_pydict()
    for variant in sys.argv[2:]:
        run("even" if variant == "cold" else variant)
    stop(cluster)


main()
