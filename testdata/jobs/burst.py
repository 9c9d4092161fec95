"""1,500 tiny tasks submitted at once on Ray: more events than Daft's sender queue of 512 holds, so Daft drops some."""

import daft
from daft import col

from common import start, stop

TASKS = 1_500


def main() -> None:
    start("ray")
    numbers = daft.range(TASKS * 10, partitions=TASKS)
    print(len(numbers.with_column("m", col("id") + 1).where(col("m") % 2 == 0).collect()), "rows")
    stop()


main()
