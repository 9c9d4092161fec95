"""Says which columns take the bytes of a recording, from the metadata of its messages.

    python columns.py run.arrow
"""

import struct
import sys
from collections import Counter

import pyarrow as pa

STREAM_STARTS = 8


def _field(buf, table, slot):
    """Where a field of a flatbuffer's table lies, 0 if it is absent."""
    vtable = table - struct.unpack_from("<i", buf, table)[0]
    if 4 + 2 * slot >= struct.unpack_from("<H", buf, vtable)[0]:
        return 0
    offset = struct.unpack_from("<H", buf, vtable + 4 + 2 * slot)[0]
    return table + offset if offset else 0


def _follow(buf, at):
    return at + struct.unpack_from("<I", buf, at)[0]


def messages(data):
    """Yields (type, metadata bytes, body bytes, buffers) of each message; buffers are (offset, length) in the body."""
    at = STREAM_STARTS
    while True:
        _, length = struct.unpack_from("<II", data, at)
        if length == 0:
            return
        meta = data[at + 8 : at + 8 + length]
        message = _follow(meta, 0)
        kind = meta[_field(meta, message, 1)]
        body_at = _field(meta, message, 3)
        body = struct.unpack_from("<q", meta, body_at)[0] if body_at else 0
        buffers = []
        if kind == 3:  # a record batch
            batch = _follow(meta, _field(meta, message, 2))
            vector = _follow(meta, _field(meta, batch, 2))
            for i in range(struct.unpack_from("<I", meta, vector)[0]):
                buffers.append(struct.unpack_from("<qq", meta, vector + 4 + 16 * i))
        yield {1: "schema", 2: "dictionary", 3: "batch"}[kind], 8 + length, body, buffers
        at += 8 + length + body


def buffer_names(schema):
    """The column and the part of it that each buffer of a batch holds, in order."""
    for field in schema:
        t = field.type
        yield field.name, "known"
        if pa.types.is_map(t):
            for part in ("offsets", "entries", "keys known", "keys offsets", "keys", "values known", "values offsets", "values"):
                yield field.name, part
        elif pa.types.is_list(t):
            yield field.name, "offsets"
            yield field.name, "items known"
            if pa.types.is_string(t.value_type):
                yield field.name, "items offsets"
            yield field.name, "items"
        elif pa.types.is_string(t):
            yield field.name, "offsets"
            yield field.name, "text"
        else:
            yield field.name, "values"


def main() -> None:
    with open(sys.argv[1], "rb") as f:
        data = f.read()
    names = list(buffer_names(pa.ipc.open_file(sys.argv[1]).schema))
    sizes, columns, batches = Counter(), Counter(), 0
    total = STREAM_STARTS
    for kind, meta, body, buffers in messages(data):
        sizes[kind + " metadata"] += meta
        sizes[kind + " bodies"] += body
        total += meta + body
        if kind != "batch":
            continue
        batches += 1
        seen = set()  # columns without values share a stretch of zeros
        for (offset, length), name in zip(buffers, names, strict=True):
            if (offset, length) not in seen:
                columns[name] += length
            seen.add((offset, length))
    sizes["footer"] = len(data) - total
    print(f"{len(data)} bytes, {batches} batches")
    for name, size in sizes.most_common():
        print(f"  {size:10}  {size / len(data):6.1%}  {name}")
    print("columns")
    for (column, part), size in columns.most_common(30):
        print(f"  {size:10}  {size / len(data):6.1%}  {column} {part}")


if __name__ == "__main__":
    main()
