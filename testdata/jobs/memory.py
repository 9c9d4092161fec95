"""Natively: eight queries, each of which leaves 40 MiB more behind in the job's own process, and a sort that holds all its input.

What is left behind is not Daft's: a list of bytes that the job keeps.
"""

import time

import daft
from daft import col

from common import start

ROWS, LEFT = 3_000_000, 40 << 20


def main() -> None:
    start("native")
    kept = []
    for i in range(8):
        df = daft.range(200_000, partitions=2).select((col("id") % 7).alias("k")).groupby("k").agg(col("k").count().alias("n"))
        print(i, df.count_rows())
        kept.append(b"x" * LEFT)
        time.sleep(0.4)
    texts = daft.range(ROWS, partitions=2).select((col("id") * 7919 % ROWS).cast(daft.DataType.string()).alias("s"), col("id"))
    print(texts.sort("s").agg(col("id").max()).to_pylist(), len(kept))


main()
