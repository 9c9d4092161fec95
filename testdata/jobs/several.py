"""Several queries in one run, with known pauses, and two child processes that run a query at the same time. Native.

Parent: sleep 0.5 s, query, sleep 0.8 s, query, two children at once, sleep 0.3 s, query, sleep 0.4 s.
"""

import subprocess
import sys
import time

import daft
from daft import col

from common import table


def per_month(mode: str) -> None:
    rows = (
        table("lineitem")
        .where(col("l_shipmode") == mode)
        .groupby(col("l_shipdate").month().alias("month"))
        .agg(col("l_quantity").sum())
        .sort("month")
        .to_pylist()
    )
    print(mode, len(rows), "months", flush=True)


def main() -> None:
    daft.set_runner_native()
    if len(sys.argv) > 2:
        per_month(sys.argv[2])
        return
    time.sleep(0.5)
    per_month("AIR")
    time.sleep(0.8)
    per_month("RAIL")
    children = [subprocess.Popen([sys.executable, __file__, "child", mode]) for mode in ("SHIP", "TRUCK")]
    for child in children:
        child.wait()
    time.sleep(0.3)
    per_month("MAIL")
    time.sleep(0.4)


main()
