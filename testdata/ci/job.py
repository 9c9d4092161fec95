"""A small job of one query, for what is tried of continuous integration.

    job.py [slow]      slow: its Python function sleeps, and the filter below it is gone
"""

import sys
import time

import daft
from daft import DataType, Series, col

slow = "slow" in sys.argv[1:]


@daft.func.batch(return_dtype=DataType.int64())
def score(values: Series) -> list[int]:
    if slow:
        time.sleep(0.6)
    return [v * 2 for v in values.to_pylist()]


frame = daft.from_pydict({"k": [i % 7 for i in range(50_000)], "v": list(range(50_000))})
if not slow:
    frame = frame.where(col("v") % 10 == 0)
print(len(frame.select(col("k"), score(col("v")).alias("s")).groupby("k").agg(col("s").sum()).sort("k").to_pylist()), "groups")
