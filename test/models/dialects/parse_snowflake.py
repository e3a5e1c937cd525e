"""What Snowflake would refuse, as far as SQLGlot knows its grammar: syntax, reserved words, functions and columns.

Reads {"tables": {path: columns}, "statements": [{"name", "makes", "sql"}]} and prints the statements at fault. A
statement may read what another makes, in any order.
"""

import json
import sys

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema
from sqlglot.tokens import TokenType

# https://docs.snowflake.com/en/sql-reference/functions-all: those that Weft's and dbt's statements use.
FUNCTIONS = set(
    """abs any_value array_agg asin avg base64_encode cast ceil coalesce concat contains convert_timezone cos count
    cume_dist current_timestamp current_warehouse date_trunc dateadd datediff dense_rank editdistance exp flatten floor
    greatest hash jarowinkler_similarity lag lead least length ln lower max md5 min mod nullif parse_json position power rank
    regexp_instr regexp_replace replace round row_number rtrim sha2 sin sqrt startswith substr sum to_date to_json
    to_timestamp_tz to_varchar to_variant translate trim try_to_date try_to_double upper""".split()
)
# Words that open a bracket and are no function: of the grammar, and types with a length.
WORDS = set(
    """and as by by cluster distinct else exists from group in into join not on or over select set table then union all
    sample values when where within number varchar char timestamp_tz using""".split()
)
# https://docs.snowflake.com/en/sql-reference/reserved-keywords
RESERVED = set(
    """account all alter and any as between by case cast check column connect connection constraint create cross current
    current_date current_time current_timestamp current_user database delete distinct drop else exists false following
    for from full grant group gscluster having ilike in increment inner insert intersect into is issue join lateral left
    like localtime localtimestamp minus natural not null of on or order organization qualify regexp revoke right rlike
    row rows sample schema select set some start table tablesample then to trigger true try_cast union unique update
    using values view when whenever where with""".split()
)
# Statements that SQLGlot leaves as text.
COMMANDS = {"ALTER", "BEGIN", "SHOW", "DESCRIBE", "USE"}


def unknown_functions(sql: str) -> list[str]:
    called = sqlglot.tokenize(sql, read="snowflake")
    found = []
    for before, token, after in zip([None, *called], called, called[1:]):
        if after.token_type != TokenType.L_PAREN or token.token_type in (TokenType.STRING, TokenType.IDENTIFIER):
            continue
        # `insert into t (` and `create table t (` name a table.
        named = before is not None and (before.text.lower() in ("into", "table", "exists") or before.text == ".")
        if token.text.isidentifier() and not named and token.text.lower() not in FUNCTIONS | WORDS:
            found.append(f"a function that is not known: {token.text}")
    return found


def add(schema: MappingSchema, path: str, columns) -> None:
    # Columns are named as they are stored; a table is known by its schema and name.
    table = normalize_identifiers(exp.to_table(path, dialect="snowflake"), dialect="snowflake")
    table.set("catalog", None)
    schema.add_table(table, {name: "varchar" for name in columns}, dialect="snowflake", normalize=False)


def faults(sql: str, schema: MappingSchema, makes: str | None) -> list[str]:
    try:
        parsed = sqlglot.parse(sql, read="snowflake", error_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        return [str(error)]
    found = unknown_functions(sql)
    for tree in filter(None, parsed):
        for node in tree.find_all(exp.Command):
            if node.name.upper() not in COMMANDS:
                found.append(f"not understood: {node.sql()[:200]}")
        for node in tree.find_all(exp.Identifier):
            if not node.quoted and node.name.lower() in RESERVED:
                found.append(f"a reserved word as a name: {node.name}")
        query = tree.expression if isinstance(tree, (exp.Create, exp.Insert)) else tree
        columns = None
        catalogue = any(table.db.upper() == "INFORMATION_SCHEMA" for table in tree.find_all(exp.Table))
        if isinstance(query, exp.Query) and not catalogue:
            query = query.copy()
            for table in query.find_all(exp.Table):
                table.set("catalog", None)
                if table.db and not schema.column_names(table, dialect="snowflake"):
                    found.append(f"a table that is not there: {table.sql(dialect='snowflake')}")
            try:
                columns = qualify(query, schema=schema, dialect="snowflake").named_selects
            except sqlglot.errors.SqlglotError as error:
                found.append(str(error))
        if columns is not None and makes:
            add(schema, makes, columns)
        elif isinstance(tree, exp.Create) and tree.kind in ("TABLE", "VIEW"):
            target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
            if isinstance(tree.this, exp.Schema):
                columns = [column.name if column.this.quoted else column.name.upper() for column in tree.this.expressions]
            if columns is not None:
                add(schema, target.sql(dialect="snowflake"), columns)
    return found


def main() -> None:
    given = json.load(sys.stdin)
    schema = MappingSchema(dialect="snowflake")
    for path, columns in given["tables"].items():
        add(schema, path, columns)
    open_statements = given["statements"]
    while True:
        refused = []
        for each in open_statements:
            if wrong := faults(each["sql"], schema, each["makes"]):
                refused.append({**each, "faults": wrong})
        if len(refused) == len(open_statements) or not refused:
            break
        open_statements = refused
    json.dump(refused, sys.stdout)


main()
