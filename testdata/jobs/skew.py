"""A hash join where one key has 70 % of the rows, on a Ray cluster of three nodes with one CPU each.

One reduce task gets most of the rows and everybody waits for it: a straggler caused by data skew.
"""

import daft
from daft import col

from common import start_cluster, stop

ROWS, KEYS, PARTITIONS = 6_000_000, 3_000, 9


def main() -> None:
    cluster = start_cluster(3)
    user = daft.functions.when(col("id") % 10 < 7, 0).otherwise(col("id") % KEYS)
    clicks = daft.range(ROWS, partitions=PARTITIONS).select(user.alias("user"), (col("id") % 1000).alias("cost"))
    users = daft.range(KEYS, partitions=PARTITIONS).select(col("id").alias("user"), (col("id") % 40).alias("country"))
    rows = (
        clicks.join(users, on="user", strategy="hash")
        .with_column("score", (col("cost").cast(daft.DataType.string()) + "/" + col("country").cast(daft.DataType.string())).hash() % 100)
        .groupby("country")
        .agg(col("score").sum(), col("cost").count().alias("clicks"))
        .to_pylist()
    )
    for row in sorted(rows, key=lambda row: -row["clicks"])[:5]:
        print(*row.values())
    stop(cluster)


main()
