"""UDFs that print, on stdout and stderr: in the driver or its UDF processes natively, in Ray's workers on Ray. native|ray."""

import sys
import time

import daft
from daft import col

from common import CPUS, runner


def say(text: str, to=None) -> None:
    """Prints a line in one piece: print writes the end by itself, and threads mix."""
    to = to or sys.stdout
    to.write(text + "\n")
    to.flush()


@daft.func
def told(n: int) -> int:
    if n % 10 == 0:
        say(f"told {n} at {time.time():.6f}")
    if n == 25:
        say("odd row 25", sys.stderr)
    time.sleep(0.005)
    return n


@daft.cls(max_concurrency=1, use_process=True)
class Apart:
    def __call__(self, n: int) -> int:
        if n % 20 == 0:
            say(f"apart {n}")
        return n


def main() -> None:
    if runner() == "ray":
        import ray

        ray.init(address="local", num_cpus=CPUS + 2, include_dashboard=False)
        daft.set_runner_ray()
    else:
        daft.set_runner_native()
    print("the driver begins")
    rows = daft.range(60, partitions=3).with_column("a", told(col("id"))).with_column("b", Apart()(col("a")))
    print("sum", rows.agg(col("b").sum()).to_pydict()["b"][0])
    if runner() == "ray":
        time.sleep(1)  # Ray hands on late what its workers printed
        ray.shutdown()


main()
