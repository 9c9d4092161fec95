"""A grouped aggregation and a join over flight shuffles, on a Ray cluster of two nodes with one CPU each.

Under flight shuffle Daft counts no rows and bytes out of what writes a shuffle, and names no inputs of what reads one.
"""

import daft
from daft import col

from common import start_cluster, stop

ROWS, KEYS, PARTITIONS = 1_000_000, 2_000, 4


def main() -> None:
    cluster = start_cluster(2)
    daft.context.set_execution_config(shuffle_algorithm="flight_shuffle")
    clicks = daft.range(ROWS, partitions=PARTITIONS).select((col("id") % KEYS).alias("user"), (col("id") % 1000).alias("cost"))
    users = daft.range(KEYS, partitions=PARTITIONS).select(col("id").alias("user"), (col("id") % 40).alias("country"))
    rows = clicks.join(users, on="user", strategy="hash").groupby("country").agg(col("cost").sum()).to_pylist()
    print(len(rows), "countries")
    stop(cluster)


main()
