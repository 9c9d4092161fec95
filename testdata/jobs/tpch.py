"""TPC-H queries 1, 3, 5 and 18, one after the other, printing their rows. native|ray. Needs data.py's tables."""

import datetime

from daft import DataType, col

from common import runner, start, stop, table

DAY = datetime.date


def revenue():
    return col("l_extendedprice").cast(DataType.float64()) * (1 - col("l_discount").cast(DataType.float64()))


def q1():
    return (
        table("lineitem")
        .where(col("l_shipdate") <= DAY(1998, 9, 2))
        .groupby("l_returnflag", "l_linestatus")
        .agg(
            col("l_quantity").sum().alias("sum_qty"),
            revenue().sum().alias("sum_disc_price"),
            (revenue() * (1 + col("l_tax").cast(DataType.float64()))).sum().alias("sum_charge"),
            col("l_discount").mean().alias("avg_disc"),
            col("l_quantity").count().alias("count_order"),
        )
        .sort(["l_returnflag", "l_linestatus"])
    )


def q3():
    customer = table("customer").where(col("c_mktsegment") == "BUILDING")
    orders = table("orders").where(col("o_orderdate") < DAY(1995, 3, 15))
    lineitem = table("lineitem").where(col("l_shipdate") > DAY(1995, 3, 15))
    return (
        customer.join(orders, left_on="c_custkey", right_on="o_custkey")
        .join(lineitem, left_on="o_orderkey", right_on="l_orderkey")
        .groupby("o_orderkey", "o_orderdate", "o_shippriority")
        .agg(revenue().sum().alias("revenue"))
        .sort(["revenue", "o_orderdate"], desc=[True, False])
        .limit(10)
    )


def q5():
    orders = table("orders").where((col("o_orderdate") >= DAY(1994, 1, 1)) & (col("o_orderdate") < DAY(1995, 1, 1)))
    return (
        table("region")
        .where(col("r_name") == "ASIA")
        .join(table("nation"), left_on="r_regionkey", right_on="n_regionkey")
        .join(table("supplier"), left_on="n_nationkey", right_on="s_nationkey")
        .join(table("lineitem"), left_on="s_suppkey", right_on="l_suppkey")
        .join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .join(table("customer"), left_on=["o_custkey", "n_nationkey"], right_on=["c_custkey", "c_nationkey"])
        .groupby("n_name")
        .agg(revenue().sum().alias("revenue"))
        .sort("revenue", desc=True)
    )


def q18():
    big = (
        table("lineitem")
        .groupby("l_orderkey")
        .agg(col("l_quantity").sum().alias("sum_qty"))
        .where(col("sum_qty") > 300)
    )
    return (
        table("orders")
        .join(big, left_on="o_orderkey", right_on="l_orderkey")
        .join(table("customer"), left_on="o_custkey", right_on="c_custkey")
        .select("c_name", "o_custkey", "o_orderkey", "o_orderdate", "o_totalprice", "sum_qty")
        .sort(["o_totalprice", "o_orderdate"], desc=[True, False])
        .limit(100)
    )


def main() -> None:
    start(runner())
    for query in (q1, q3, q5, q18):
        rows = query().to_pylist()
        print(query.__name__, len(rows), "rows")
        for row in rows[:10]:
            print("  ", *row.values())
    stop()


main()
