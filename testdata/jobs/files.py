"""Natively: the same rows from many small files and from a few, and written to one file, to CSV, and by partitions."""

import daft
from daft import col

from common import start

ROWS, FILES, PARTS = 300_000, 300, 8


def rows() -> daft.DataFrame:
    return daft.range(ROWS, partitions=1).select(col("id"), (col("id") % 300).alias("part"), (col("id") % 8).alias("few"))


def read(folder: str) -> int:
    return daft.read_parquet(f"{folder}/**/*.parquet").agg(col("id").sum()).to_pylist()[0]["id"]


def main() -> None:
    start("native")
    rows().write_parquet("one", write_mode="overwrite")
    rows().write_csv("csv", write_mode="overwrite")
    rows().write_parquet("small", write_mode="overwrite", partition_cols=[col("part")])
    rows().write_parquet("few", write_mode="overwrite", partition_cols=[col("few")])
    print(read("one"), read("small"), read("few"))


main()
