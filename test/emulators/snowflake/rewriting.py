"""Statements that fakesnow does not know or does otherwise, as others that it does."""
from __future__ import annotations

import json
import re
import uuid

import pyarrow as pa
from fakesnow.dialect import parse_one
from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.tokens import TokenType

from fakesnow_patches import fs

# Statements that only matter to a real account: answered "executed successfully".
NOPS = [r"^\s*alter\s+session\s+(set\s+(?!autocommit)|unset\s)", r"^\s*(grant|revoke)\s",
        r"^\s*(create|alter|drop)\s+(or\s+replace\s+)?(role|warehouse|resource\s+monitor|user)\b",
        r"^\s*use\s+(secondary\s+roles|warehouse|role)\b"]

# Functions that fakesnow lacks, as DuckDB macros of the session.
MACROS = [
    "current_account() AS 'EMULATOR'", "current_region() AS 'LOCAL'", "current_session() AS '1'",
    "current_client() AS 'emulator'",
    "m_d5_number_lower64(x) AS ('0x' || substr(md5(x), 17))::UBIGINT",
    "m_d5_number_upper64(x) AS ('0x' || substr(md5(x), 1, 16))::UBIGINT",
    "hash_agg(x) AS bit_xor(hash(x))",
]

SWAP = re.compile(r"^\s*alter\s+table\s+(?:if\s+exists\s+)?(\S+)\s+swap\s+with\s+(\S+?)\s*;?\s*$", re.I)

TRUNCATE = re.compile(r"^\s*truncate\s+(?:table\s+)?(?:if\s+exists\s+)?(\S+?)\s*;?\s*$", re.I)

# DuckDB has no qualified temporary tables (dbt's incremental models use them): make them ordinary ones
TEMPQ = re.compile(r"^((?:\s|/\*.*?\*/)*create\s+(?:or\s+replace\s+)?)(?:local\s+|global\s+)?temp(?:orary)?\s+"
                   r"((?:table|view)\s+(?:if\s+not\s+exists\s+)?[^\s(]+\.[^\s(]+)", re.I | re.S)


def rewrite(sql: str) -> list[str]:
    sql = TEMPQ.sub(r"\1\2", sql)
    sql = qualify_merge(sql)
    if m := TRUNCATE.match(sql):
        return [f"truncate table {m[1]}"]
    if m := SWAP.match(sql):
        a, b = m[1], m[2]
        parent = a.rpartition(".")[0]
        tmp = (f"{parent}." if parent else "") + f"_SWAP_{uuid.uuid4().hex[:8].upper()}"
        last = lambda n: n.rpartition(".")[2]  # noqa: E731
        return [f"alter table {a} rename to {last(tmp)}", f"alter table {b} rename to {last(a)}",
                f"alter table {tmp} rename to {last(b)}"]
    return [sql]


MERGE = re.compile(r"^(?:\s|/\*.*?\*/|--[^\n]*\n)*merge\s+into\b", re.I | re.S)


def qualify_merge(sql: str) -> str:
    """INSERT VALUES of a MERGE can only mean the source; fakesnow finds a bare name ambiguous."""
    if not MERGE.match(sql):
        return sql
    try:
        tree = parse_one(sql)
        source = tree.args["using"].alias_or_name
        for ins in tree.find_all(exp.Insert):
            for col in ins.expression.find_all(exp.Column):
                if not col.table:
                    col.set("table", exp.to_identifier(source))
        return tree.sql(dialect="snowflake")
    except Exception:  # noqa: BLE001
        return sql


def split_statements(sql: str) -> list[str]:
    out, start = [], 0
    for t in Snowflake().tokenize(sql):
        if t.token_type == TokenType.SEMICOLON:
            out.append(sql[start:t.start])
            start = t.end + 1
    out.append(sql[start:])
    return [s for s in out if Snowflake().tokenize(s)]


def batch_table(sql: str, bindings: dict) -> tuple[str, pa.Table] | None:
    """INSERT ... VALUES (?, ...) with an array binding -> INSERT ... SELECT from an Arrow table."""
    n = len(bindings)
    try:
        tree = parse_one(sql)
    except Exception:  # noqa: BLE001
        return None
    values = tree.args.get("expression") if isinstance(tree, exp.Insert) else None
    if not isinstance(values, exp.Values) or len(values.expressions) != 1:
        return None
    cells = values.expressions[0].expressions
    if len(cells) != n or not all(isinstance(c, exp.Placeholder) for c in cells):
        return None
    cols = {}
    for i in range(n):
        b = bindings[str(i + 1)]
        vals = [fs.from_binding({"type": b["type"], "value": v}) for v in b["value"]]
        if any(isinstance(v, float) for v in vals):
            vals = [None if v is None else float(v) for v in vals]
        cols[f"C{i}"] = vals
    head = sql[: re.search(r"\bvalues\b", sql, re.I).start()]
    return f"{head} select {', '.join(cols)} from _FS_BATCH", pa.table(cols)


EXPLAIN = re.compile(r"^\s*explain\s+(?:using\s+(json|text|tabular)\s+)?(?=select|with|\(|insert|merge|update|delete|create)",
                     re.I)


def explain(sql: str, conn) -> str | None:
    """The statement whose result is the plan: no more of it than what is read, with 100 bytes for a row."""
    if not (m := EXPLAIN.match(sql)):
        return None
    statement = sql[m.end():]
    conn.cursor()._describe_only(statement)  # names that are not there are found here
    operations = []
    for table in parse_one(statement).find_all(exp.Table):
        found = conn._duck_conn.execute(
            "select estimated_size from duckdb_tables() where upper(table_name) = ? and upper(schema_name) = ?",
            [table.name.upper(), (table.db or conn.schema or "").upper()]).fetchone()
        if found:
            operations.append({"operation": "TableScan", "objects": [table.name.upper()], "bytesAssigned": found[0] * 100})
    plan = {"GlobalStats": {"partitionsTotal": len(operations), "partitionsAssigned": len(operations),
                            "bytesAssigned": sum(o["bytesAssigned"] for o in operations)}, "Operations": [operations]}
    return f"select '{json.dumps(plan)}' as \"content\""


SHOW_WAREHOUSES = re.compile(r"^\s*show\s+warehouses(?:\s+like\s+'([^']*)')?\s*;?\s*$", re.I)


def show_warehouses(sql: str, warehouse: str) -> str | None:
    if not (m := SHOW_WAREHOUSES.match(sql)):
        return None
    pattern = re.escape(m[1] or "%").replace("%", ".*").replace("_", ".")
    found = "" if re.fullmatch(pattern, warehouse, re.I) else " where false"
    return (f"select * from (select '{warehouse}' as \"name\", 'STARTED' as \"state\", 'STANDARD' as \"type\", "
            f"'X-Small' as \"size\", 'true' as \"auto_resume\", '' as \"comment\"){found}")
