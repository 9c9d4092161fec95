"""Queries with one known cause of slowness each, and the same query without it.

    causes.py native|ray|cluster NAME=with|without ...

Each NAME is one function of the modules in causes/, and runs exactly one query; before the first one two small queries
warm Daft up, so that its start-up is in none of them. cluster is Ray with three nodes of one CPU each. Without names,
lists them with the engines that each is for.
"""

import sys

import daft
from daft import col

from causes import functions, joining, placing, reading, shape, writing
from common import start, start_cluster, stop

MODULES = (functions, reading, writing, joining, shape, placing)
CAUSES = {name: function for module in MODULES for name, function in module.CAUSES.items()}


def warm_up() -> None:
    """Two queries, so that Daft's workers are up on every node, and what they import first is there."""
    daft.range(9, partitions=3).collect()
    daft.range(90, partitions=3).with_column("m", functions.plain(col("id"))).agg(col("m").sum()).to_pydict()


def main() -> None:
    if len(sys.argv) < 3:
        for name, function in CAUSES.items():
            print(name, *function.engines)
        return
    engine, wanted = sys.argv[1], [w.partition("=") for w in sys.argv[2:]]
    cluster = start_cluster(3) if engine == "cluster" else None
    if cluster is None:
        start(engine)
    if [name for name, _, _ in wanted] != ["start-up"] or wanted[0][2] == "without":
        warm_up()
    for name, _, how in wanted:
        print("cause", name, how, flush=True)
        CAUSES[name](how == "with")
    stop(cluster)


main()
