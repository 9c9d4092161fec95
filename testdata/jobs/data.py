"""Makes the TPC-H tables that the other jobs read, in $DATA_DIR/tpch (or argv[1]/tpch).

The same bytes every time: tpchgen-cli is deterministic. The scale is $SCALE (default 0.1: 600,572 rows of lineitem).
lineitem is cut into 8 files and orders into 4, so that there are several scan tasks; the other tables are one file each.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

FILES = {"lineitem": 8, "orders": 4}
TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]


def plain(schema: pa.Schema) -> pa.Schema:
    """tpchgen-cli writes string views, which Daft does not read: make them plain strings."""
    return pa.schema([f.with_type(pa.string()) if pa.types.is_string_view(f.type) else f for f in schema])


def main() -> None:
    out = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.environ["DATA_DIR"], "tpch")
    os.makedirs(out, exist_ok=True)
    tpchgen = os.path.join(sysconfig.get_path("scripts"), "tpchgen-cli")
    with tempfile.TemporaryDirectory() as raw:
        subprocess.run(
            [tpchgen, "parquet", "-s", os.environ.get("SCALE", "0.1"), "--tables", ",".join(TABLES), "--output-dir", raw],
            check=True,
        )
        for name in TABLES:
            rows = pq.read_table(os.path.join(raw, f"{name}.parquet"))
            rows = rows.cast(plain(rows.schema))
            files = FILES.get(name, 1)
            step = -(-rows.num_rows // files)
            for i in range(files):
                pq.write_table(rows.slice(i * step, step), os.path.join(out, f"{name}-{i}.parquet"))
            print(f"{name}: {rows.num_rows} rows in {files} file(s)")


main()
