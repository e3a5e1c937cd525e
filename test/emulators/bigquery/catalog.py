"""
One table, one dataset, without a look at all of them: DuckDB's own lists describe every table and column of every
database for each answer, and local-bigquery asks for them dozens of times for each statement.
"""

import re

import duckdb
from local_bigquery.catalog import metadata, names, tabledata, tables
from local_bigquery.engine import database, results, types
from local_bigquery.errors import not_found
from local_bigquery.models import Dataset, Table
from local_bigquery.settings import settings
from local_bigquery.sql.rules import partitions
from sqlglot import exp

# Names as they were written when the table was made, by the name in lower case: DuckDB finds them in any case.
written: dict[tuple[str, ...], str] = {}


def object_of(original):
    def objects(project_id: str, dataset_id: str, table_id: str | None = None) -> list[tuple[str, str, int]]:
        if table_id is None:
            return original(project_id, dataset_id)
        known = metadata.load(Table, project_id, dataset_id, table_id)
        if known and (known.view or known.materializedView):
            return original(project_id, dataset_id, table_id)
        with database.cursor() as cursor:
            try:
                path = database.quote(project_id, dataset_id, table_id)
                (rows,) = cursor.execute(f"SELECT count(*) FROM {path}").fetchone()
            except duckdb.Error:
                return []
        return [(table_id, "TABLE", rows)] if table_id == name_of(original, project_id, dataset_id, table_id) else []

    return objects


def name_of(original, project_id: str, dataset_id: str, table_id: str) -> str | None:
    """As it was written when the table was made: DuckDB finds names in any case."""
    if dataset_id == tables.RESULTS:
        return table_id
    key = (project_id, dataset_id, table_id.casefold())
    if written.get(key) != table_id and original(project_id, dataset_id, table_id):
        written[key] = table_id
    return written.get(key)


def columns(project_id: str, dataset_id: str, table_id: str):
    path = tables.name(project_id, dataset_id, table_id)
    with database.cursor() as cursor:
        try:
            described = cursor.execute(f"DESCRIBE {path}").fetchall()
            relation = cursor.sql(f"SELECT * FROM {path} LIMIT 0")
        except duckdb.CatalogException:
            raise not_found("Table", names.label(project_id, dataset_id, table_id)) from None
        required = {name for name, _, null, *_ in described if null == "NO"}
        return [
            types.field(column, kind, column in required)
            for column, kind in zip(relation.columns, relation.types)
            if column != tables.INGESTION_TIME or dataset_id == tables.RESULTS
        ]


def hidden(table: exp.Table) -> bool:
    """Whether a table is partitioned by the time at which its rows came, in a column of its own."""
    if not (table.catalog and table.db) or not isinstance(table.this, exp.Identifier):
        return False
    with database.cursor() as cursor:
        try:
            relation = cursor.sql(f"SELECT * FROM {database.quote(table.catalog, table.db, table.name)} LIMIT 0")
            return tables.INGESTION_TIME in relation.columns
        except duckdb.Error:
            return False


def locations(project_id: str, text: str) -> list[tuple[str, str]]:
    """The datasets that a text names, each with its location."""
    known = {dataset.datasetReference.datasetId: dataset.location for dataset in metadata.list_(Dataset, project_id)}
    return [
        (name, location)
        for name, location in ({settings.default_dataset_id: "US"} | known).items()
        if re.search(rf"(?<![\w.-])(?:{re.escape(project_id)}\.)?{re.escape(name)}\.\w", text)
    ]


def rows_of(original):
    """A result has no other names, no expiry and no hidden columns."""

    def list_rows(project_id, dataset_id, table_id, max_results, start, selected_fields, int64_timestamps):
        if dataset_id != tables.RESULTS or selected_fields:
            return original(project_id, dataset_id, table_id, max_results, start, selected_fields, int64_timestamps)
        path = tables.name(project_id, dataset_id, table_id)
        with database.cursor() as cursor:
            page = results.page(cursor, path, max_results, start, None, int64_timestamps)
        return page, columns(project_id, dataset_id, table_id)

    return list_rows


def unsaid(original):
    """It keeps when a table was described, not when its rows were last changed, so it says nothing of that."""

    def load(project_id: str, dataset_id: str, table_id: str) -> Table:
        return original(project_id, dataset_id, table_id).replace(lastModifiedTime=None)

    return load


def install() -> None:
    tables.load = unsaid(tables.load)
    database.objects = object_of(database.objects)
    tables.columns = tabledata.columns = columns
    tabledata.list_rows = rows_of(tabledata.list_rows)
    partitions._hidden = hidden
