"""Arrow, as fakesnow answers it, to the JSON rowsets and result chunks that npm snowflake-sdk reads."""
from __future__ import annotations

import datetime as dt
import gzip
import json
import uuid
from base64 import b64decode
from collections import OrderedDict

import pyarrow as pa
from starlette.requests import Request

from fakesnow_patches import fs, json_sessions

INLINE_ROWS = 1_000  # more are served as chunks, as Snowflake does
CHUNK_ROWS = 10_000
KEPT_RESULTS = 100
EPOCH = dt.date(1970, 1, 1)

kept: OrderedDict[str, dict] = OrderedDict()  # queryId -> answer, for GET /queries/{id}/result
chunks: OrderedDict[str, list[bytes]] = OrderedDict()  # queryId -> gzipped chunks


def seconds(epoch: int, nanoseconds: int) -> str:
    total = epoch * 1_000_000_000 + nanoseconds
    sign, total = ("-", -total) if total < 0 else ("", total)
    return f"{sign}{total // 1_000_000_000}.{total % 1_000_000_000:09d}"


def cell(kind: str, value):
    if value is None:
        return None
    if kind == "boolean":
        return "1" if value else "0"
    if kind == "date":
        return str((value - EPOCH).days)
    if kind == "time":
        return seconds(0, value)
    if kind.startswith("timestamp"):
        if value["epoch"] is None:
            return None
        text = seconds(value["epoch"], value["fraction"])
        return f"{text} {value['timezone']}" if kind == "timestamp_tz" else text
    if kind == "binary":
        return bytes(value).hex().upper()
    if kind == "real":
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(str(value), repr(value))
    if kind == "fixed":
        if isinstance(value, float):
            return str(int(value))
        return format(value, "f") if hasattr(value, "as_tuple") else str(value)
    return json.dumps(value, default=str) if isinstance(value, (list, dict)) else str(value)


def rowset_of(data: dict) -> list[list]:
    if "rowset" in data:
        return data["rowset"]
    encoded = data.pop("rowsetBase64", "")
    if not encoded:
        return []
    with pa.ipc.open_stream(pa.BufferReader(b64decode(encoded))) as reader:
        table = reader.read_all()
    kinds = [c["type"] for c in data["rowtype"]]
    columns = [[cell(k, v) for v in column.to_pylist()] for k, column in zip(kinds, table.columns, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def keep(store: OrderedDict, key: str, value) -> None:
    store[key] = value
    while len(store) > KEPT_RESULTS:
        store.popitem(last=False)


def to_json_result(request: Request, body: dict, limit: int = 0) -> dict:
    data = body.get("data") or {}
    if not body.get("success") or "rowtype" not in data:
        return body
    rows = rowset_of(data)
    if limit:
        rows = rows[:limit]
    query = data.get("queryId") or str(uuid.uuid4())
    data.update(queryResultFormat="json", version=1, returned=len(rows), total=len(rows), queryId=query,
                rowset=rows, finalRoleName="WEFT_ROLE", finalWarehouseName="WEFT_WH")
    for column in data["rowtype"]:
        column.setdefault("fields", None)
    data["parameters"] = (data.get("parameters") or []) + json_sessions[fs.to_token(request)]
    if len(rows) > INLINE_ROWS:
        data["rowset"], rest = rows[:INLINE_ROWS], rows[INLINE_ROWS:]
        parts = [rest[i:i + CHUNK_ROWS] for i in range(0, len(rest), CHUNK_ROWS)]
        raw = [json.dumps(p, separators=(",", ":"))[1:-1].encode() for p in parts]
        keep(chunks, query, [gzip.compress(b, 1) for b in raw])
        base = f"{request.url.scheme}://{request.url.netloc}/fs_chunk/{query}"
        data["chunkHeaders"] = {}
        data["chunks"] = [
            {"url": f"{base}/{i}", "rowCount": len(p), "uncompressedSize": len(b), "compressedSize": len(b)}
            for i, (p, b) in enumerate(zip(parts, raw, strict=True))
        ]
    keep(kept, query, body)
    return body
