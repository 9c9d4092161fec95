"""Causes that lie in joins and shuffles."""

import daft
from daft import col

from . import cause
from .functions import slow


def clicks(rows: int, user, partitions: int = 6) -> daft.DataFrame:
    return daft.range(rows, partitions=partitions).select(user.alias("user"), (col("id") % 1000).alias("cost"))


def users(rows: int, partitions: int = 3) -> daft.DataFrame:
    return daft.range(rows, partitions=partitions).select(col("id").alias("user"), (col("id") % 40).alias("country"))


def by_country(frame: daft.DataFrame) -> None:
    print(len(frame.groupby("country").agg(col("cost").sum()).to_pydict()["cost"]))


@cause("native", "ray")
def exploding_join(with_cause: bool) -> None:
    """Each row finds 60 on the other side, instead of one."""
    keys = 500
    left = clicks(600_000, col("id") % keys)
    many = daft.range(keys * 60, partitions=3).select((col("id") % keys if with_cause else col("id")).alias("user"), (col("id") % 40).alias("country"))
    by_country(left.join(many, on="user", strategy="hash" if daft.get_or_create_runner().name == "ray" else None))


@cause("cluster")
def hot_key(with_cause: bool) -> None:
    """One key has 80 % of the rows that are shuffled, and a function works on the result."""
    keys, rows = 3000, 4000
    user = daft.functions.when(col("id") % 10 < 8, 0).otherwise(col("id") % keys) if with_cause else col("id") % keys
    frame = clicks(rows, user, partitions=9).repartition(9, "user")
    print(frame.with_column("m", slow(col("cost"))).agg(col("m").sum()).to_pydict())


@cause("cluster")
def few_keys(with_cause: bool) -> None:
    """The rows have 2 keys over 12 partitions: some have all rows, and most none."""
    frame = clicks(2000, col("id") % (2 if with_cause else 3000), partitions=6).repartition(12, "user")
    print(frame.with_column("m", slow(col("cost"))).agg(col("m").sum()).to_pydict())


@cause("cluster")
def broadcast_big(with_cause: bool) -> None:
    """The larger side of a join is sent to every worker."""
    small, big = users(2_000_000, 6), clicks(2_000_000, col("id") % 2_000_000)
    by_country(big.join(small, on="user", strategy="broadcast" if with_cause else "hash"))


@cause("cluster")
def broadcast_missed(with_cause: bool) -> None:
    """Both sides of a join are shuffled although one has 100 rows."""
    text = daft.functions.format("{}-{}-{}-{}", col("id"), col("id") * 7919, col("id") * 104729, col("id") * 1299709)
    big = daft.range(2_000_000, partitions=6).select((col("id") % 100).alias("user"), text.alias("text"))
    joined = big.join(users(100, 1), on="user", strategy="hash" if with_cause else "broadcast")
    print(len(joined.groupby("country").agg(col("text").max()).to_pydict()["text"]))


CAUSES = {
    "exploding-join": exploding_join,
    "hot-key": hot_key,
    "few-keys": few_keys,
    "broadcast-big": broadcast_big,
    "broadcast-missed": broadcast_missed,
}
