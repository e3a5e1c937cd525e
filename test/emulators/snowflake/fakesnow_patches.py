"""What fakesnow does otherwise than Snowflake, mended in place. Importing this module applies it.

fakesnow is pinned (requirements.txt): these functions are replaced by name.
"""
from __future__ import annotations

import importlib
import re
from string import Template

import duckdb
import pyarrow as pa
import sqlglot
from snowflake.connector.errors import ProgrammingError
from sqlglot import exp

from errors import programming_error

fs = importlib.import_module("fakesnow.server")  # the attribute fakesnow.server is a function, not the module

json_sessions: dict[str, list[dict]] = {}  # token of a session that reads JSON -> parameters sent with every result

# bindings: fakesnow's from_binding rejects NULLs in typed binds and leaves REAL as text
_from_binding = fs.from_binding


def from_binding(b):
    if b.get("value") is None:
        return None
    if b["type"] == "REAL":
        return float(b["value"])
    if b["type"] == "FIXED":  # the Node driver types an array binding from its first row only
        return int(b["value"]) if re.fullmatch(r"-?\d+", b["value"]) else float(b["value"])
    return _from_binding(b)


fs.from_binding = from_binding

# HASH() is uint64 in DuckDB and may not fit the signed 64-bit column fakesnow declares
_to_sf = fs.to_sf


def to_sf(table, rowtype):
    for i, f in enumerate(table.schema):
        if pa.types.is_uint64(f.type):
            table = table.set_column(i, f.name, table.column(i).cast(pa.int64(), safe=False))
    return _to_sf(table, rowtype)


fs.to_sf = to_sf

# PUT: the Node driver does not finish fakesnow's presigned "GCS" upload; it does copy to a LOCAL_FS stage
_gcs = fs.gcs_stage_info
fs.gcs_stage_info = lambda request, expr, put: (
    put["stageInfo"] if fs.to_token(request) in json_sessions else _gcs(request, expr, put))

# MERGE: DuckDB's own. fakesnow's emulation writes to a second database, which fails inside BEGIN ... COMMIT
transforms = importlib.import_module("fakesnow.transforms")
merge_operations = importlib.import_module("fakesnow.transforms.merge").operations
transforms.merge = lambda e: [e]
_exec_transformed = fs.FakeSnowflakeCursor._execute


def exec_transformed(self, transformed, params=None):
    if isinstance(transformed, (exp.Create, exp.Alter, exp.Drop, exp.TruncateTable)):
        try:  # Snowflake commits the open transaction before DDL; DuckDB would run the DDL inside it
            self._duck_conn.commit()
        except duckdb.TransactionException:
            pass
        self._conn._in_transaction = False
    if not isinstance(transformed, exp.Merge):
        return _exec_transformed(self, transformed, params)
    if not self._conn._autocommit and not self._conn._in_transaction:
        self._duck_conn.begin()
        self._conn._in_transaction = True
    ops = merge_operations(transformed)
    tree = transformed.copy()
    for w in tree.args["whens"].expressions:  # DuckDB takes only bare column names left of "="
        if isinstance(then := w.args.get("then"), exp.Update):
            for eq in then.expressions:
                eq.this.set("table", None)
    rows = self._duck_conn.execute(tree.sql(dialect="duckdb") + " RETURNING merge_action", params).fetchall()
    n = {op: sum(r[0].lower() == verb for r in rows)
         for op, verb in (("inserted", "insert"), ("updated", "update"), ("deleted", "delete"))}
    cols = ", ".join(f"{n[op]}::BIGINT AS \"number of rows {op}\"" for op, used in ops.items() if used)
    counts = sqlglot.parse_one(f"SELECT {cols}", read="duckdb")
    counts.set("merge_counts", True)
    _exec_transformed(self, counts)


fs.FakeSnowflakeCursor._execute = exec_transformed


# SUM/AVG: fakesnow casts the argument to DOUBLE (inexact past 2^53, text silently NULL); keep only its naming
_agg = importlib.import_module("fakesnow.transforms.transforms")


def numeric_agg(e):
    if isinstance(e, _agg._NUMERIC_ONLY_AGGS) and isinstance(e.parent, exp.Select):
        if name := _agg._numeric_agg_col_name(e, e.this):
            return exp.alias_(e, name, quoted=True)
    return e


transforms.numeric_agg_implicit_cast = numeric_agg


# column types fakesnow cannot name (LIST, STRUCT, MAP, ENUM ...) travel as VARIANT
_describe = fs.describe_as_rowtype


def describe_as_rowtype(rows):
    def one(r):
        try:
            return _describe([r])[0]
        except NotImplementedError:
            return _describe([(r[0], "VARCHAR" if r[1].startswith(("ENUM", "UUID")) else "JSON", *r[2:])])[0]
    return [one(r) for r in rows]


fs.describe_as_rowtype = describe_as_rowtype


# TRIM and its kin keep the characters that they are told to trim.
def trim_cast_varchar(e):
    if not isinstance(e, exp.Trim) or isinstance(e.this, exp.Cast):
        return e
    trimmed = e.copy()
    trimmed.set("this", exp.cast(trimmed.this, exp.DataType.Type.VARCHAR))
    return trimmed


transforms.trim_cast_varchar = trim_cast_varchar


# ARRAY_AGG leaves nulls out, and is an empty array where nothing is left.
def array_agg(e):
    if not isinstance(e, exp.ArrayAgg) or isinstance(e.parent, (exp.Window, exp.Filter)):
        return _array_agg(e)
    value = e.this
    while isinstance(value, (exp.Order, exp.Distinct)):
        value = value.this if isinstance(value, exp.Order) else value.expressions[0]
    kept = exp.Filter(this=e.copy(), expression=exp.Where(this=value.copy().is_(exp.null()).not_()))
    return exp.Anonymous(this="TO_JSON", expressions=[exp.Coalesce(this=kept, expressions=[exp.Array(expressions=[])])])


_array_agg = transforms.array_agg
transforms.array_agg = array_agg


# REGEXP_REPLACE: the text of the pattern is unescaped once, by the parser.
def regex_replace(e):
    if not isinstance(e, exp.RegexpReplace) or not isinstance(e.expression, exp.Literal):
        return e
    pattern = e.expression.this
    replaced = _regex_replace(e)
    replaced.set("expression", exp.Literal.string(pattern))
    return replaced


_regex_replace = transforms.regex_replace
transforms.regex_replace = regex_replace


# A division by zero is an error; DuckDB makes it infinite.
def division(e):
    if isinstance(e, exp.Div) and not (isinstance(e.expression, exp.Literal) and float(e.expression.this) != 0):
        by = exp.paren(e.expression.copy())
        checked = exp.Case().when(exp.EQ(this=by.copy(), expression=exp.Literal.number(0)),
                                  exp.Anonymous(this="ERROR", expressions=[exp.Literal.string("Division by zero")]))
        e.set("expression", checked.else_(by))
    return _try_parse_json(e)


# TO_VARCHAR in scientific notation: EE has an exponent as wide as it needs, EEE to EEEEE a sign and one to three digits.
SCIENTIFIC = re.compile(r"^9\.(9+)(e{2,5})$", re.I)


def scientific(e):
    if not isinstance(e, exp.ToChar) or not isinstance(e.args.get("format"), exp.Literal):
        return e
    if not (m := SCIENTIFIC.match(e.args["format"].this)):
        return e
    letter, digits = m[2][0], len(m[2]) - 2
    written = exp.Anonymous(this="FORMAT", expressions=[exp.Literal.string(f"{{:.{len(m[1])}{letter}}}"), e.this.copy()])
    pattern, exponent = (r"[eE]\+?(-?)0*(\d+)$", rf"{letter}\1\2") if digits == 0 else (
        rf"[eE]([+-])0*(\d{{{digits}}})$", rf"{letter}\1\2")
    return exp.Anonymous(this="REGEXP_REPLACE", expressions=[written, exp.Literal.string(pattern),
                                                             exp.Literal.string(exponent)])


# DuckDB folds the branches of a CASE that are constant, also those that cannot be: such a cast must not fail there.
def unfolded(e):
    if type(e) is exp.Cast and any(SCIENTIFIC.match(f.args["format"].this) for f in e.this.find_all(exp.ToChar)
                                   if isinstance(f.args.get("format"), exp.Literal)):
        return exp.TryCast(this=e.this.copy().transform(scientific), to=e.args["to"].copy())
    return e


_try_parse_json = transforms.try_parse_json
transforms.try_parse_json = lambda e: scientific(unfolded(division(e)))

# Names with a quote in fakesnow's own notes on tables and columns.
info_schema = importlib.import_module("fakesnow.info_schema")
_text_lengths, _table_comment = info_schema.insert_text_lengths_sql, info_schema.insert_table_comment_sql


def quoted(text):
    return text.replace("'", "''") if isinstance(text, str) else text


info_schema.insert_text_lengths_sql = lambda catalog, schema, table, lengths: _text_lengths(
    quoted(catalog), quoted(schema), quoted(table), [(quoted(name), size) for name, size in lengths])
info_schema.insert_table_comment_sql = lambda *names: _table_comment(*map(quoted, names))



class QuotingTemplate(Template):
    def substitute(self, **names):
        return super().substitute(**{k: quoted(v) for k, v in names.items()})


cursor = importlib.import_module("fakesnow.cursor")
for _name, _value in list(vars(cursor).items()):
    if isinstance(_value, Template):
        setattr(cursor, _name, QuotingTemplate(_value.template))

# INFORMATION_SCHEMA.TABLES lists views as well, and does not say that nothing was altered since 1970.
_tables = info_schema.SQL_CREATE_INFORMATION_SCHEMA_TABLES_VIEW.template
info_schema.SQL_CREATE_INFORMATION_SCHEMA_TABLES_VIEW = Template(
    _tables.replace("'BASE TABLE' AS \"TABLE_TYPE\"", "tables.kind AS \"TABLE_TYPE\"")
    .replace('to_timestamp(0)::timestamptz AS "LAST_ALTERED"', 'NULL::timestamptz AS "LAST_ALTERED"')
    .replace(
        "from duckdb_tables tables",
        "from (select database_name, schema_name, table_name, estimated_size, 'BASE TABLE' as kind from duckdb_tables "
        "union all select database_name, schema_name, view_name, null, 'VIEW' from duckdb_views where not internal) tables"))

# A statement is parsed once: by the server, which only looks at its kind, for the cursor.
_parse = fs.parse_one
_parsed: dict[str, exp.Expr] = {}


def parse_for_cursor(command):
    tree = _parsed[command] = _parse(command)
    while len(_parsed) > 50:  # of statements that no cursor ran
        _parsed.pop(next(iter(_parsed)), None)
    return tree


fs.parse_one = parse_for_cursor
cursor.parse_one = lambda command: _parsed.pop(command, None) or _parse(command)


# What a result's columns are is asked of DuckDB without a parse and a translation of what is DuckDB's own already.
def describe_last_sql(self):
    return self._duck_conn.execute(f"DESCRIBE {self._last_sql}", self._last_params).fetchall()


fs.FakeSnowflakeCursor._describe_last_sql = describe_last_sql

# Errors of DuckDB that fakesnow lets through become Snowflake's; it would answer HTTP 500.
_execute = fs.FakeSnowflakeCursor.execute


def execute(self, *a, **k):
    try:
        return _execute(self, *a, **k)
    except ProgrammingError as e:
        raise programming_error(e, a[0] if a else "", self._conn) from e
    except (duckdb.Error, NotImplementedError, AssertionError, AttributeError) as e:
        raise programming_error(e, a[0] if a else "", self._conn) from e


fs.FakeSnowflakeCursor.execute = execute


class BoundedResults(dict):
    """The results that fakesnow keeps for RESULT_SCAN: it would keep all for ever."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        while len(self) > 50:
            del self[next(iter(self))]


fs.shared_fs.results_cache = BoundedResults()
