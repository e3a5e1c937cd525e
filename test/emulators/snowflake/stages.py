"""The user's own stage (@~): PUT, COPY INTO of JSON by column name, and REMOVE, none of which fakesnow has."""
from __future__ import annotations

import glob
import importlib
import os
import re
import shutil

import duckdb
from fakesnow.dialect import parse_one
from sqlglot import exp

from errors import failure

STAGE = importlib.import_module("fakesnow.transforms.stage")
ROOT = os.path.join(STAGE.LOCAL_BUCKET_PATH, "user")

PUT = re.compile(r"^\s*put\s+'?(file://(?:[^']|'')*?)'?\s+@~/(\S+)\s*(.*)$", re.I | re.S)
COPY = re.compile(r"^\s*copy\s+into\s+(\S+)\s+from\s+@~/(\S+)\s+(.*)$", re.I | re.S)
REMOVE = re.compile(r"^\s*(?:remove|rm)\s+@~/(\S+?)\s*;?\s*$", re.I)


def folder(path: str) -> str:
    found = os.path.realpath(os.path.join(ROOT, path))
    if not found.startswith(os.path.realpath(ROOT) + os.sep):
        raise ValueError(f"outside of the stage: {path}")
    return found


def option(text: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*'?(\w+)", text, re.I)
    return found[1].lower() if found else ""


def put(sql: str) -> dict | None:
    """The answer that tells the driver where to copy its files."""
    if not (m := PUT.match(sql)):
        return None
    target = folder(m[2])
    os.makedirs(target, exist_ok=True)
    return {"success": True, "code": None, "message": None, "data": {
        "command": "UPLOAD", "src_locations": [m[1].removeprefix("file://").replace("''", "'")],
        "autoCompress": option(m[3], "auto_compress") != "false",
        "sourceCompression": option(m[3], "source_compression") or "auto_detect",
        "overwrite": option(m[3], "overwrite") == "true", "parallel": 4, "statementTypeId": 28672,
        "stageInfo": {"locationType": "LOCAL_FS", "location": target + os.sep, "path": m[2], "creds": {}}}}


def remove(sql: str) -> str | None:
    """The statement to run in place of a REMOVE: its result."""
    if not (m := REMOVE.match(sql)):
        return None
    target = folder(m[1])
    count = len(glob.glob(os.path.join(target, "*")))
    shutil.rmtree(target, ignore_errors=True)
    return f"select 'weft' as \"name\", 'removed' as \"result\" from table(generator(rowcount => {count}))"


def copy(sql: str, conn, in_transaction: bool) -> str | dict | None:
    """Loads all files or none. The statement to run in its place, or the error."""
    if not (m := COPY.match(sql)):
        return None
    if option(m[3], "type") != "json" or option(m[3], "match_by_column_name") != "case_sensitive":
        return failure("000002", "Unsupported feature: this COPY INTO from the user's stage", "0A000")
    files = sorted(glob.glob(os.path.join(folder(m[2]), "*")))
    duck = conn._duck_conn
    table = parse_one(f"select * from {m[1]}").find(exp.Table)
    path = ".".join('"' + p.replace('"', '""') + '"' for p in path_of(table, conn))
    loaded: list[int] = []
    own = not in_transaction
    at = ("", "", "")
    try:
        columns = [(r[0], r[1]) for r in duck.execute(f"describe {path}").fetchall()]
        if own:
            duck.begin()
        for file in files:
            lines = f"read_json_objects('{quote(file)}', format='newline_delimited', maximum_object_size=67108864)"
            at = (file, lines, path)
            select = ", ".join(value(name, kind) for name, kind in columns)
            loaded.append(duck.execute(f"insert into {path} select {select} from {lines}").fetchall()[0][0])
        if own:
            duck.commit()
    except duckdb.CatalogException:
        return failure("002003", f"SQL compilation error:\nTable '{m[1]}' does not exist or not authorized.", "42S02")
    except duckdb.Error as e:
        if own:
            duck.rollback()
        return explained(duck.cursor(), at, columns, e)  # its own transaction may be lost
    if option(m[3], "purge") == "true":
        shutil.rmtree(folder(m[2]), ignore_errors=True)
    if not files:
        return "select 'Copy executed with 0 files processed.' as \"status\""
    return " union all ".join(
        f"select '{quote(os.path.basename(file))}' as \"file\", 'LOADED' as \"status\", {n} as \"rows_parsed\", "
        f"{n} as \"rows_loaded\"" for file, n in zip(files, loaded, strict=True))


def path_of(table, conn) -> list[str]:
    def fold(name, default):
        return default if not name else name.name if name.args.get("quoted") else name.name.upper()
    return [fold(table.args.get("catalog"), conn.database), fold(table.args.get("db"), conn.schema),
            fold(table.this, "")]


def quote(text: str) -> str:
    return text.replace("'", "''")


def pointer(name: str) -> str:
    return "/" + quote(name.replace("~", "~0").replace("/", "~1"))


def value(name: str, kind: str) -> str:
    if kind == "JSON":
        return f"json_extract(json, '{pointer(name)}')"
    text = f"json_extract_string(json, '{pointer(name)}')"
    if kind == "BLOB":
        return f"from_base64({text})"
    return f"cast({text} as {kind})"


def explained(duck, at: tuple[str, str, str], columns: list[tuple[str, str]], error: duckdb.Error) -> dict:
    """Snowflake's error names the value, its file and its column."""
    file, lines, path = at
    for name, kind in columns:
        if kind in ("JSON", "BLOB", "VARCHAR"):
            continue
        text = f"json_extract_string(json, '{pointer(name)}')"
        bad = duck.execute(f"select {text} from {lines} where {text} is not null and try_cast({text} as {kind}) is null "
                           "limit 1").fetchone()
        if bad:
            what = {"TIMESTAMP": "Timestamp", "DATE": "Date", "BOOLEAN": "Boolean"}
            word = next((w for k, w in what.items() if kind.startswith(k)), "Numeric value")
            return failure("100038", f"{word} '{bad[0]}' is not recognized\n  File '{os.path.basename(file)}', line 1\n"
                                     f"  Row 1, column {path.split('.')[-1]}[\"{name}\"]\n"
                                     "If you would like to continue loading when an error is encountered, use other "
                                     "values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option.", "22018")
    if isinstance(error, duckdb.ConstraintException):
        return failure("100072", "NULL result in a non-nullable column", "22000")
    return failure("000603", str(error), "XX000")
