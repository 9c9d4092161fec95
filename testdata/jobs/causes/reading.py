"""Causes that lie in what is read."""

import daft
from daft import col

from . import cause
from .inputs import ROWS, files, giant, groups, jsonl


def counted(frame: daft.DataFrame) -> None:
    print(frame.agg(col("id").sum(), col("text").max()).to_pydict())


def worked(frame: daft.DataFrame, hashes: int = 48) -> None:
    """Reads the rows and works on each, so that how they are cut into tasks matters."""
    hashed = daft.functions.minhash(col("text"), num_hashes=hashes, ngram_size=1, seed=1)
    print(frame.select(hashed.list_sum().alias("h")).agg(col("h").max()).to_pydict())


@cause("native", "ray")
def small_files(with_cause: bool) -> None:
    """2,000 files of 50 rows instead of 4 of 25,000; natively, where that takes no time to speak of, each four times."""
    times = 4 if daft.get_or_create_runner().name == "native" else 1
    counted(daft.read_parquet([files(2000 if with_cause else 4, 100_000) + "/*.parquet"] * times))


@cause("ray")
def one_row_group(with_cause: bool) -> None:
    """One file with one row group instead of 16, where Daft may cut files at row groups."""
    before = daft.context.get_context().daft_execution_config
    daft.set_execution_config(enable_scan_task_split_and_merge=True, scan_tasks_min_size_bytes=1 << 20, scan_tasks_max_size_bytes=8 << 20)
    try:
        worked(daft.read_parquet(groups(ROWS, ROWS if with_cause else ROWS // 16) + "/*.parquet"))
    finally:
        daft.set_execution_config(config=before)


@cause("ray")
def giant_file(with_cause: bool) -> None:
    """One of 8 files has 80 % of the rows."""
    worked(daft.read_parquet(giant(ROWS, 0.8 if with_cause else 0.125, 8) + "/*.parquet"))


@cause("native", "ray")
def scan_bound(with_cause: bool) -> None:
    """Lines of JSON instead of Parquet, and some work on them."""
    if with_cause:
        worked(daft.read_json([jsonl(8, ROWS // 2) + "/*.jsonl"] * 4), hashes=6)
    else:
        worked(daft.read_parquet([files(8, ROWS // 2) + "/*.parquet"] * 4), hashes=6)


CAUSES = {"small-files": small_files, "one-row-group": one_row_group, "giant-file": giant_file, "scan-bound": scan_bound}
