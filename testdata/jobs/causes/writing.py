"""Causes that lie in what is written."""

import shutil
import tempfile

import daft
from daft import col

from . import cause
from .inputs import ROWS, files


def source() -> daft.DataFrame:
    return daft.read_parquet([files(8, ROWS // 2) + "/*.parquet"] * 4)


def written(frame: daft.DataFrame, **options) -> None:
    path = tempfile.mkdtemp()
    try:
        print(len(frame.write_parquet(path, **options).to_pydict()["path"]), "files")
    finally:
        shutil.rmtree(path)


@cause("native", "ray")
def write_bound(with_cause: bool) -> None:
    """All rows are written, instead of only a few of them."""
    frame = daft.range(ROWS // 2, partitions=8).where(col("id") >= 0 if with_cause else col("id") % 1000 == 7)
    text = daft.functions.format("{}-{}-{}", col("id"), col("id") * 7919, col("id") * 104729)
    written(frame.with_column("text", text), compression="gzip")


@cause("ray")
def single_file(with_cause: bool) -> None:
    """All is written to one file by one task."""
    frame = source()
    written(frame.into_partitions(1) if with_cause else frame, compression="zstd")


CAUSES = {"write-bound": write_bound, "single-file": single_file}
