"""SQL that local-bigquery answers otherwise than BigQuery, and pages of a result without a scan for each."""

import re

from duckdb import DuckDBPyConnection
from local_bigquery.engine import database, results, types
from local_bigquery.jobs import load
from local_bigquery.sql import rules
from local_bigquery.sql.rules import strings
from sqlglot import exp

Type = exp.DataType.Type
TEXT = (Type.TEXT, Type.VARCHAR)
DECIMALS = (Type.DECIMAL, Type.BIGDECIMAL)


def decimal_text(node: exp.Expression, context) -> exp.Expression:
    """CAST(NUMERIC AS STRING) has no trailing zeros."""
    if not (isinstance(node, exp.Cast) and node.to.this in TEXT):
        return node
    inner = node.this
    kind = inner.to if isinstance(inner, exp.Cast) else inner.type
    if kind is None or kind.this not in DECIMALS:
        return node
    literal = exp.Literal.string
    zeros = exp.Anonymous(this="regexp_replace", expressions=[node, literal(r"(\.\d*?)0+$"), literal(r"\1")])
    return exp.Anonymous(this="regexp_replace", expressions=[zeros, literal(r"\.$"), literal("")])


def named_fields(tree: exp.Expression, context) -> exp.Expression:
    """STRUCT(id, name) takes its fields' names from the columns."""
    for struct in tree.find_all(exp.Struct):
        named = [
            exp.PropertyEQ(this=exp.to_identifier(item.name, quoted=True), expression=item.copy())
            if isinstance(item, exp.Column)
            else item
            for item in struct.expressions
        ]
        if any(isinstance(item, exp.Column) for item in struct.expressions):
            struct.set("expressions", named)
    return tree


STRINGS = re.compile(
    r"""(?P<raw>\b(?:[rR][bB]?|[bB][rR]?))?(?P<text>'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|`(?:\\.|[^`\\])*`|(?:--|\#)[^\n]*|/\*.*?\*/""",
    re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|.)", re.DOTALL)
STILL_ESCAPED = {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r"}


NAMED = {"n": "\n", "r": "\r", "t": "\t"}


def decoded(escape: re.Match) -> str:
    code = escape[1] or escape[2] or escape[3]
    if not code and not escape[4]:
        return escape[0]
    character = chr(int(code, 16) if code else int(escape[4], 8))
    return STILL_ESCAPED.get(character, character)


def without_codes(sql: str) -> str:
    """
    The codes of characters in strings decoded, as \\u0041. local-bigquery does so after SQLGlot has made one
    backslash of two, when a code cannot be told from a text that looks like one.
    """

    def string(match: re.Match) -> str:
        return ESCAPE.sub(decoded, match[0]) if match["text"] and not match["raw"] else match[0]

    return STRINGS.sub(string, sql)


def quoted_names(sql: str) -> list[str]:
    quoted = [match[0][1:-1] for match in STRINGS.finditer(sql) if match[0].startswith("`")]
    return [re.sub(r"\\(.)", lambda escape: NAMED.get(escape[1], escape[1]), name) for name in quoted]


def paged(original):
    """Rows of a result lie in the order of their ids, so a page is a range of them."""

    def page(cur: DuckDBPyConnection, source, max_results=None, start=0, fields=None, int64_timestamps=True):
        if not source.startswith('"emulator"."_results"') or fields:
            return original(cur, source, max_results, start, fields, int64_timestamps)
        (total,) = cur.sql(f"SELECT count(*) FROM {source}").fetchone()
        limit = results.DEFAULT_PAGE_SIZE if max_results is None else max_results
        relation = cur.sql(f"SELECT * FROM {source} LIMIT 0")
        columns = list(zip(relation.columns, relation.types))
        rows = cur.sql(
            f"SELECT {types.row(columns, int64_timestamps)} FROM {source} "
            f"WHERE rowid >= {start} AND rowid < {start + limit} ORDER BY rowid"
        ).fetchall()
        end = start + len(rows)
        return results.Page([row for (row,) in rows], total, str(end) if end < total else None)

    return page


def json_as_json(original):
    """A load job takes any JSON for a JSON column, a text in quotes too."""
    return lambda field: field if field.type == "JSON" else original(field)


def install() -> None:
    rules.NODE_RULES.remove(strings.string_escapes)
    load._text = json_as_json(load._text)
    rules.STATEMENT_RULES.insert(0, named_fields)
    rules.NODE_RULES.append(decimal_text)
    results.page = paged(results.page)
