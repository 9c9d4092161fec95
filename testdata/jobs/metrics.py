"""Runs one query per kind of operator and prints as JSON what Daft itself reports about each (df.metrics). native|ray.

The stats are Daft's: rows, bytes, and duration in microseconds. Used to check daft-analyze's numbers against Daft's. One list per query, in order; one object per plan node.
"""

import json

import daft
from daft import col

from common import runner, start, stop, table


def queries():
    lineitem, orders = table("lineitem"), table("orders")
    yield "filter", lineitem.where(col("l_quantity") > 45)
    yield "project", lineitem.select((col("l_quantity") * col("l_extendedprice")).alias("x"))
    yield "join", orders.join(table("customer"), left_on="o_custkey", right_on="c_custkey").select("o_orderkey", "c_name")
    yield "groupby", lineitem.groupby("l_shipmode").agg(col("l_tax").sum())
    yield "sort", orders.select("o_orderkey", "o_totalprice").sort("o_totalprice")
    yield "limit", lineitem.limit(1000)
    yield "explode", daft.from_pydict({"id": [1, 2, 3], "xs": [[1, 2], [3], [4, 5, 6]]}).explode("xs")
    yield "distinct", lineitem.select("l_shipmode", "l_shipinstruct").distinct()


def main() -> None:
    start(runner())
    report = []
    for order, (name, df) in enumerate(queries()):
        df.collect()
        nodes = [
            {
                "id": node["id"],
                "name": node["name"],
                "type": node["type"],
                "category": node["category"],
                "stats": {key: int(stat["value"]) if stat["unit"] != "%" else stat["value"] for key, stat in node["stats"]},
            }
            for node in df.metrics.to_pylist()
        ]
        report.append({"query": order, "what": name, "rows": len(df), "nodes": nodes})
    stop()
    print(json.dumps(report, indent=1))


main()
