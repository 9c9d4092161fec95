"""Opens the tables that export writes with pyarrow, Polars, DuckDB and pandas, and compares.

    python tables.py PARQUET-FOLDER CSV-FOLDER JSON-FILE

What JSON says is held, cell by cell, against what each tool reads from Parquet and from CSV, and the tables against
each other: segments sum to a query's wall, shares to their segment. Any difference is an error. The last line counts
what was compared. Versions that are known to work: requirements.txt.
"""

import csv
import io
import json
import pathlib
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

csv.field_size_limit(1 << 30)


def plain(arrow):
    """The rows of an Arrow table, each a tuple; moments as nanoseconds."""
    for i, field in enumerate(arrow.schema):
        if pa.types.is_timestamp(field.type):
            assert field.type.tz == "UTC" and field.type.unit == "ns", field
            arrow = arrow.set_column(i, field.name, arrow[field.name].cast(pa.int64()))
    return list(zip(*(arrow[name].to_pylist() for name in arrow.column_names))), arrow.column_names


def by_pyarrow(path):
    table = pq.read_table(path)
    table.validate(full=True)
    return plain(table)


def by_polars(path):
    frame = pl.read_parquet(path)
    frame = frame.with_columns(pl.col(pl.Datetime).dt.timestamp("ns")) if any(isinstance(t, pl.Datetime) for t in frame.dtypes) else frame
    return frame.rows(), frame.columns


def by_duckdb(path):
    about = duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
    picked = ", ".join(f'epoch_ns("{n}") AS "{n}"' if t.startswith("TIMESTAMP") else f'"{n}"' for n, t, *_ in about)
    return duckdb.sql(f"SELECT {picked} FROM '{path}'").fetchall(), [n for n, *_ in about]


def by_pandas(path):
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    return plain(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None))


def meanings(path):
    """Every column says what it means, to Arrow's tools and to others."""
    schema, file = pq.read_schema(path), pq.ParquetFile(path)
    said = json.loads(file.metadata.metadata[b"columns"])
    for field in schema:
        assert field.metadata[b"doc"].decode() == said[field.name]["doc"], field
        if field.name.endswith("_ns"):
            assert field.metadata[b"unit"] == b"ns", field
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            assert file.metadata.row_group(group).column(column).compression == "ZSTD"
    return schema


# CSV has no types: each tool is told those of the same table in Parquet.


def typed(schema, text, moment, others):
    def kind(t):
        if pa.types.is_timestamp(t) or pa.types.is_int64(t):
            return moment
        return others.get(str(t), text)

    return {field.name: kind(field.type) for field in schema}


def csv_by_duckdb(path, schema):
    types = typed(schema, "VARCHAR", "BIGINT", {"double": "DOUBLE", "bool": "BOOLEAN"})
    rows = duckdb.sql(f"SELECT * FROM read_csv('{path}', header=true, columns={types}, delim=',', quote='\"', escape='\"', max_line_size=100000000)").fetchall()
    return rows, list(types)


def csv_by_polars(path, schema):
    frame = pl.read_csv(path, schema=typed(schema, pl.String, pl.Int64, {"double": pl.Float64, "bool": pl.Boolean}))
    return frame.rows(), frame.columns


def csv_by_pandas(path, schema):
    frame = pd.read_csv(path, dtype=typed(schema, "string", "Int64", {"double": "Float64", "bool": "boolean"}), keep_default_na=False, na_values=[""])
    rows = [tuple(None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in row) for row in frame.itertuples(index=False, name=None)]
    return rows, list(frame.columns)


def csv_by_python(path, schema):
    with open(path, newline="", encoding="utf-8") as f:
        lines = list(csv.reader(f))
    kinds = typed(schema, str, int, {"double": float, "bool": lambda s: {"true": True, "false": False}[s]})
    return [tuple(None if s == "" else kinds[n](s) for n, s in zip(lines[0], line)) for line in lines[1:]], lines[0]


def same(want, got, csv_lists):
    if isinstance(want, list):
        if csv_lists:  # written as JSON
            return json.loads(got) == want
        return list(got) == want
    if csv_lists and want == "":
        return got is None  # CSV does not tell an empty text from none
    return want == got and isinstance(want, bool) == isinstance(got, bool)


def compare(tool, name, rows, want, in_csv):
    got, columns = rows
    assert list(columns) == (list(want[0]) if want else list(columns)), f"{tool}: {name}: columns {columns}"
    assert len(got) == len(want), f"{tool}: {name}: {len(got)} rows, not {len(want)}"
    for number, (row, expected) in enumerate(zip(got, want)):
        for column, value in zip(columns, row):
            if not same(expected[column], value, in_csv):
                raise AssertionError(f"{tool}: {name}, row {number}, {column}: {value!r:.200}, not {expected[column]!r:.200}")
    return len(got) * len(columns)


def sums(doc, folder):
    """What the tables say together, asked by SQL."""
    wall = {q["query"]: q["wall_ns"] for q in doc["queries"] if q["wall_ns"] is not None}
    tiles = dict(duckdb.sql(f"SELECT query, sum(ns)::BIGINT FROM '{folder}/segments.parquet' GROUP BY query").fetchall())
    for query, ns in wall.items():
        assert tiles.get(query, 0) == ns, f"query {query}: segments sum to {tiles.get(query)}, its wall is {ns}"
    off = duckdb.sql(f"""
        SELECT count(*) FROM (SELECT query, segment, ns FROM '{folder}/segments.parquet' WHERE kind = 'run') s
        FULL JOIN (SELECT query, segment, sum(ns) AS ns FROM '{folder}/shares.parquet' GROUP BY ALL) p USING (query, segment)
        WHERE s.ns IS DISTINCT FROM p.ns""").fetchall()[0][0]
    assert off == 0, f"{off} segments differ from the sum of their shares"
    lists = duckdb.sql(f"SELECT count(*) FROM '{folder}/tasks.parquet' WHERE NOT list_contains(node_ids, last_node_id) AND len(node_ids) > 0").fetchall()[0][0]
    assert lists == 0, f"{lists} tasks do not run the operator that gave them out"
    return len(wall)


def main(parquet, sheets, document):
    with open(document, encoding="utf-8") as f:
        doc = json.load(f)
    assert doc.pop("schema_version") == 1
    cells = 0
    assert {p.stem for p in pathlib.Path(parquet).iterdir()} == set(doc) == {p.stem for p in pathlib.Path(sheets).iterdir()}
    for name, rows in doc.items():
        path, sheet = f"{parquet}/{name}.parquet", f"{sheets}/{name}.csv"
        schema = meanings(path)
        for tool in (by_pyarrow, by_polars, by_duckdb, by_pandas):
            cells += compare(tool.__name__, name, tool(path), rows, False)
        for tool in (csv_by_python, csv_by_duckdb, csv_by_polars, csv_by_pandas):
            cells += compare(tool.__name__, name, tool(sheet, schema), rows, True)
        # And as people open CSV: without saying anything.
        found = duckdb.sql(f"SELECT count(*) FROM '{sheet}'").fetchall()[0][0] if rows else 0
        assert found == len(rows), f"duckdb finds {found} rows in {name}.csv by itself, not {len(rows)}"
    queries = sums(doc, parquet)
    print(f"{len(doc)} tables, {sum(map(len, doc.values()))} rows, {queries} queries that add up, {cells} cells compared")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
