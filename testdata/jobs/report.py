"""How do customers write who order at each priority? A report over the orders of the last months. It is slow: docs/tutorial.md says why."""

import datetime

import daft
from daft import col


@daft.func
def tone(comment: str) -> float:
    """Scores a comment. Real ones call a model; this one counts letters, one row at a time."""
    vowels = sum(comment.count(v) for v in "aeiou")
    return vowels / max(1, len(comment)) + sum(ord(c) for c in comment) % 7 / 100


lines = daft.read_parquet("tpch/lineitem-*.parquet")
orders = daft.read_parquet("tpch/orders-*.parquet")

report = (
    lines.with_column("tone", tone(col("l_comment")))
    .join(orders, left_on="l_orderkey", right_on="o_orderkey")
    .where(col("o_orderdate") >= datetime.date(1998, 5, 1))
    .groupby("o_orderpriority")
    .agg(col("tone").mean(), col("l_extendedprice").sum().alias("revenue"))
    .sort("o_orderpriority")
)
report.show()
