"""Causes that lie in how tasks are cut and where they run. All need Ray."""

import threading
import time

import common
import daft
from daft import col

from . import cause
from .functions import slow


def total(frame: daft.DataFrame) -> None:
    print(frame.agg(col("m").sum()).to_pydict())


@cause("cluster")
def slow_worker(with_cause: bool) -> None:
    """One of three workers takes five times as long for each row."""
    import ray

    victim = max(node["NodeID"] for node in ray.nodes())

    @daft.func
    def work(n: int) -> int:
        slower = with_cause and ray.get_runtime_context().get_node_id() == victim
        time.sleep(0.02 if slower else 0.004)
        return n + 1

    total(daft.range(1890, partitions=63).with_column("m", work(col("id"))))


@cause("cluster")
def killed_node(with_cause: bool) -> None:
    """One of three nodes is killed after a second."""
    victim = common.cluster.list_all_nodes()[-1]
    timer = threading.Timer(1.0, lambda: common.cluster.remove_node(victim, allow_graceful=False))
    if with_cause:
        timer.start()
    total(daft.range(3600, partitions=36).with_column("m", slow(col("id"))))
    if with_cause:
        timer.join()


@cause("ray", "cluster")
def tiny_tasks(with_cause: bool) -> None:
    """400 partitions of 100 rows instead of 4 of 10,000."""
    total(daft.range(40_000, partitions=400 if with_cause else 4).with_column("m", col("id") + 1))


@cause("ray", "cluster")
def one_partition(with_cause: bool) -> None:
    """A slow function has all rows in one partition."""
    frame = daft.range(500, partitions=1 if with_cause else 6)
    total(frame.with_column("m", slow(col("id"))))


@cause("cluster")
def uneven_partitions(with_cause: bool) -> None:
    """One of 9 partitions has most of the rows that are worked on."""
    keep = (col("id") < 600) | (col("id") % 16 == 0) if with_cause else col("id") % 5 == 0
    frame = daft.range(9 * 600, partitions=9).where(keep)
    total(frame.with_column("m", slow(col("id"))))


@cause("ray")
def driver_gap(with_cause: bool) -> None:
    """A sort, whose bounds are worked out between its tasks, instead of none."""
    frame = daft.range(20_000, partitions=4).with_column("m", (col("id") * 7919) % 20_011)
    if with_cause:
        frame = frame.sort("m")
    total(frame)


CAUSES = {
    "slow-worker": slow_worker,
    "tiny-tasks": tiny_tasks,
    "one-partition": one_partition,
    "uneven-partitions": uneven_partitions,
    "driver-gap": driver_gap,
    "killed-node": killed_node,
}
