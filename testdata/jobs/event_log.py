"""Three queries with Daft's own event log on: a join, a sort, and a slow consumer. The second argument is the folder for the logs. Native."""

import sys
import time

import daft
from daft import col
from daft.subscribers.event_log import enable_event_log

from common import table


def main() -> None:
    daft.set_runner_native()
    enable_event_log(sys.argv[2])
    orders = table("orders").where(col("o_orderpriority") == "1-URGENT")
    joined = table("lineitem").join(orders, left_on="l_orderkey", right_on="o_orderkey")
    print(joined.groupby("l_shipmode").agg(col("l_quantity").sum()).count_rows(), flush=True)
    print(len(table("lineitem").sort("l_extendedprice").limit(10).to_pylist()), flush=True)
    for _ in table("customer").iter_rows():
        time.sleep(1)
        break


main()
