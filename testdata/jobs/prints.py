"""UDFs that print, on stdout and stderr: in the driver or its UDF processes natively, in Ray's workers on Ray. native|ray."""

import sys
import time

import daft
from daft import col

from common import CPUS, runner


@daft.func
def told(n: int) -> int:
    if n % 10 == 0:
        print(f"told {n} at {time.time():.6f}", flush=True)
    if n == 25:
        print("odd row 25", file=sys.stderr, flush=True)
    time.sleep(0.005)
    return n


@daft.cls(max_concurrency=1, use_process=True)
class Apart:
    def __call__(self, n: int) -> int:
        if n % 20 == 0:
            print(f"apart {n}", flush=True)
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
