"""One query for each way in which Daft on Ray moves rows between tasks, on a cluster of two nodes with one CPU each.

Files written by several tasks and by one, repartition, splitting and putting together partitions, a random shuffle, a sort, a sort-merge join, a
cross join, a broadcast, and merging before a shuffle.
"""

import daft
from daft import col

from common import start_cluster, stop

ROWS = 200_000


def rows(n: int, parts: int = 4) -> daft.DataFrame:
    return daft.range(n, partitions=parts).select(col("id"), (col("id") % 100).alias("group"))


def other(n: int) -> daft.DataFrame:
    return rows(n).select(col("id"), col("group").alias("other"))


def total(df: daft.DataFrame, name: str = "group") -> int:
    return df.agg(col(name).sum()).to_pylist()[0][name]


def main() -> None:
    cluster = start_cluster(2)
    rows(ROWS).write_parquet("by-tasks", write_mode="overwrite")
    rows(ROWS).into_partitions(1).write_csv("by-one", write_mode="overwrite")
    print("repartition", total(rows(ROWS).repartition(3, "group")))
    print("into fewer", total(rows(ROWS).into_partitions(2)))
    print("into more", total(rows(ROWS).into_partitions(6)))
    print("as many", total(rows(ROWS).into_partitions(4)))
    print("shuffle", total(rows(ROWS).shuffle(seed=1)))
    print("sort", len(rows(2_000).sort("group").to_pylist()))
    print("sort merge", total(rows(ROWS).join(other(ROWS // 2), on="id", strategy="sort_merge"), "other"))
    print("cross", total(rows(400).join(other(30).select(col("other")), how="cross"), "other"))
    print("broadcast", total(rows(ROWS).join(other(50), on="id", strategy="broadcast"), "other"))
    daft.context.set_execution_config(shuffle_algorithm="pre_shuffle_merge")
    print("merge", total(rows(ROWS).repartition(3, "group")))
    stop(cluster)


main()
