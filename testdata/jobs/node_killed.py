"""A Ray cluster of three nodes loses one while its tasks run; Daft runs those tasks again elsewhere and the query ends well."""

import threading
import time

import daft
from daft import col

from common import start_cluster, stop

KILL_AFTER = 2.5


@daft.func
def slow(n: int) -> int:
    time.sleep(0.1)
    return n + 1


def main() -> None:
    cluster = start_cluster(3)
    victim = cluster.list_all_nodes()[-1]

    def kill() -> None:
        print("killing node", victim.node_id, flush=True)
        cluster.remove_node(victim, allow_graceful=False)

    daft.range(3, partitions=3).collect()  # a first query, so that Daft's workers are up on every node
    timer = threading.Timer(KILL_AFTER, kill)
    timer.start()
    rows = daft.range(180, partitions=18).with_column("m", slow(col("id")))
    print(rows.agg(col("m").sum(), col("m").count().alias("rows")).to_pydict())
    timer.join()
    stop(cluster)


main()
