"""A UDF that raises ValueError on one row of 200, after half of the rows. Exits with Daft's error. native|ray."""

import time

import daft
from daft import col

from common import runner, start


@daft.func
def parse(n: int) -> int:
    time.sleep(0.005)
    if n == 137:
        raise ValueError(f"row {n} has no price")
    return n * 2


def main() -> None:
    start(runner())
    rows = daft.range(200, partitions=8).with_column("price", parse(col("id")))
    print(rows.agg(col("price").sum()).to_pydict())


main()
