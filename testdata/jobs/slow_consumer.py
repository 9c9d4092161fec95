"""A cheap query whose rows are taken slowly: the query stays open while the user's own code sleeps. native|ray."""

import time

from daft import col

from common import runner, start, stop, table

CHUNK, CHUNKS, PAUSE = 20_000, 20, 0.2


def main() -> None:
    start(runner())
    query = table("lineitem").where(col("l_quantity") > 10).select("l_orderkey", "l_extendedprice")
    taken = 0
    for _ in query.iter_rows(results_buffer_size=1):
        taken += 1
        if taken % CHUNK == 0:
            time.sleep(PAUSE)
        if taken == CHUNK * CHUNKS:
            break
    print(taken, "rows taken,", CHUNKS * PAUSE, "s of sleep in the job")
    stop()


main()
