"""A join, then a UDF that logs the one row it fails on. native|ray. Prints the rows of both sides, and the job's own OTEL_ variables. Needs data.py's tables."""

import os

import daft
from daft import col

from common import runner, start, stop, table


@daft.func(on_error="log")
def at_most_once(key: int) -> int:
    if key == 7:
        raise ValueError("row 7 is bad")
    return key


if __name__ == "__main__":
    print({name: value for name, value in sorted(os.environ.items()) if name.startswith("OTEL_")})
    start(runner())
    customers = table("customer").select("c_custkey").collect()
    orders = table("orders").select("o_orderkey", "o_custkey").collect()
    joined = customers.join(orders, left_on="c_custkey", right_on="o_custkey", strategy="hash")
    joined.with_column("key", at_most_once(col("o_orderkey"))).agg(col("key").count().alias("n")).collect()
    print("rows", len(customers), len(orders))
    stop()
