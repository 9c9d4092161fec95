"""A query of about a minute, meant to be stopped with Ctrl-C (SIGINT) after two seconds. native|ray."""

import time

import daft
from daft import col

from common import runner, start, stop


@daft.func
def slow(n: int) -> int:
    time.sleep(0.1)
    return n + 1


def main() -> None:
    start(runner())
    rows = daft.range(1200, partitions=120).with_column("m", slow(col("id")))
    print("running", flush=True)
    print(rows.agg(col("m").sum()).to_pydict())
    stop()


main()
