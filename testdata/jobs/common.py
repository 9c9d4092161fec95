"""Shared by the jobs in this directory: which runner, which data, a clean end."""

import os
import sys

import daft

CPUS = 2

cluster = None  # of start_cluster, for jobs that change it


def runner() -> str:
    """The runner named on the command line: native (default) or ray."""
    name = sys.argv[1] if len(sys.argv) > 1 else "native"
    if name not in ("native", "ray"):
        sys.exit(f"usage: {sys.argv[0]} native|ray")
    return name


def start(name: str) -> None:
    """Select the runner; for ray, start a cluster of one node on this machine."""
    if name == "native":
        daft.set_runner_native()
        return
    import ray

    ray.init(address="local", num_cpus=CPUS, include_dashboard=False, log_to_driver=False)
    daft.set_runner_ray()


def start_cluster(nodes: int):
    """A Ray cluster of several nodes with one CPU each, all on this machine."""
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    import ray
    from ray.cluster_utils import Cluster

    global cluster
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    for _ in range(nodes - 1):
        cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False)
    daft.set_runner_ray()
    return cluster


def stop(cluster=None) -> None:
    """Shut Ray down if this process started it."""
    if "ray" not in sys.modules:
        return
    import ray

    ray.shutdown()
    if cluster is not None:
        cluster.shutdown()


def table(name: str) -> daft.DataFrame:
    """A TPC-H table written by data.py."""
    return daft.read_parquet(os.path.join(os.environ["DATA_DIR"], "tpch", f"{name}-*.parquet"))
