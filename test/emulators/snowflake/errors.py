"""Errors of DuckDB and of fakesnow, in Snowflake's codes and words."""
from __future__ import annotations

import re

import duckdb
import sqlglot
from snowflake.connector.errors import ProgrammingError
from sqlglot import exp

COMPILATION = "SQL compilation error:\n"
PREFIX = re.compile(r"^\d{6} \(\w+\): ")  # the Python connector puts code and state before its message


def failure(code: str, message: str, sqlstate: str = "42000") -> dict:
    return {"data": {"errorCode": code, "sqlState": sqlstate}, "code": code, "message": message, "success": False}


def programming_error(error: Exception, sql: str, conn) -> ProgrammingError:
    code, sqlstate, message = snowflake_error(error, sql, conn)
    return ProgrammingError(msg=message, errno=code, sqlstate=sqlstate)


def snowflake_error(error: Exception, sql: str, conn) -> tuple[int, str, str]:
    text = PREFIX.sub("", getattr(error, "raw_msg", None) or getattr(error, "msg", None) or str(error))
    cause = error.__cause__ if isinstance(error, ProgrammingError) and error.__cause__ else error
    if isinstance(cause, duckdb.InterruptException):
        return 604, "57014", "SQL execution canceled"
    if isinstance(cause, duckdb.ConstraintException):
        if null := re.search(r"NOT NULL constraint failed: \S*?\.?(\w+)$", text.strip()):
            return 100072, "22000", f"NULL result in a non-nullable column ({null[1]})"
        return 100072, "22000", text
    if "Conflict on" in text or "write-write conflict" in text:
        return 625, "57014", "Statement has locked the table in another transaction and this lock has not yet been released."
    if m := re.search(r"(?:Table|View) with name (.+?) does not exist", text):
        return missing(m[1].strip('"').rpartition(".")[2], sql, conn)
    if m := re.search(r"Schema with name (\S+?) does not exist", text) or re.search(r'Catalog "(\S+?)" does not exist', text):
        kind = "Schema" if "Schema" in m[0] else "Database"
        return 2003, "02000", f"{COMPILATION}{kind} '{m[1]}' does not exist or not authorized."
    if m := re.search(r'(?:Referenced column|column) "([^"]+)" (?:not found|does not)', text, re.I):
        return 904, "42000", f"{COMPILATION}error line 1 at position 0\ninvalid identifier '{m[1]}'"
    if "Division by zero" in text:
        return 100051, "22012", "Division by zero"
    if m := re.search(r'(?:Scalar|Aggregate|Table) Function with name "?(\w+)"? does not exist', text):
        return 2140, "42601", f"{COMPILATION}Unknown function {m[1].upper()}."
    if m := re.search(r"Could not convert string '([\s\S]*?)' to (\S+)", text):
        what = "Numeric value" if re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL", m[2]) else "Value"
        return 100038, "22018", f"{what} '{m[1]}' is not recognized"
    if isinstance(error, ProgrammingError):
        if error.errno == 1003 and not text.startswith("SQL compilation"):
            text = f"{COMPILATION}syntax error {text}"
        return error.errno, error.sqlstate or "42000", text
    if isinstance(error, duckdb.ConversionException):
        return 100038, "22018", text.split("\n")[0]
    return 603, "XX000", f"{type(error).__name__}: {text}"


def missing(table: str, sql: str, conn) -> tuple[int, str, str]:
    """Names what is missing in full, by the statement that names it: its schema where that is not there either."""
    catalog, schema, name = conn.database, conn.schema, table
    try:
        for found in sqlglot.parse_one(sql, read="snowflake").find_all(exp.Table):
            if found.name.upper() == table.upper():
                catalog = fold(found.args.get("catalog")) or catalog
                schema = fold(found.args.get("db")) or schema
                name = fold(found.this)
                break
    except sqlglot.errors.SqlglotError:
        pass
    known = conn._duck_conn.cursor().execute("select 1 from duckdb_schemas() where database_name = ? and schema_name = ?",
                                             [catalog, schema]).fetchone()
    if not known:
        return 2003, "02000", f"{COMPILATION}Schema '{catalog}.{schema}' does not exist or not authorized."
    return 2003, "42S02", f"{COMPILATION}Object '{catalog}.{schema}.{name}' does not exist or not authorized."


def fold(name) -> str:
    """A name as Snowflake stores it."""
    if not isinstance(name, exp.Identifier):
        return ""
    return name.name if name.args.get("quoted") else name.name.upper()
