"""
Where the emulator keeps things: a project's tables in a DuckDB in memory, jobs and descriptions of tables in
dictionaries. local-bigquery has a DuckLake, which reads its whole catalogue again after each statement that makes
a table, and tables on disk for the rest; a refresh makes hundreds of tables, and each asks for dozens of others.
"""

import collections
import functools
import hashlib
import json
import threading

import duckdb
from local_bigquery.catalog import metadata, row_access, tables
from local_bigquery.engine import database
from local_bigquery.jobs import query, store
from local_bigquery.models import Dataset, Job, RowAccessPolicy, Table
from local_bigquery.settings import settings
from local_bigquery.sql import native
from local_bigquery.sql.dialect import FUNCTIONS, MACRO

# Each result is a table: DuckDB's lists of tables take longer with all of them.
KEPT_RESULTS = 100


def attach(connection, project_id: str) -> None:
    connection.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {database.quote(project_id)}")
    database._attached.add(project_id)


def projects() -> list[str]:
    return sorted(database._attached)


@functools.cache
def connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"TimeZone": "UTC"})
    # Statements are small, and the machine has others to serve.
    connection.execute("SET threads = 1")
    # A table's name is not that of a variable in here.
    connection.execute("SET GLOBAL python_enable_replacements = false")
    connection.execute("ATTACH ':memory:' AS emulator")
    connection.execute(database.EMULATOR_SCHEMA)
    connection.execute("ATTACH ':memory:' AS bq")
    native.register(connection)
    for path in FUNCTIONS:
        connection.execute(MACRO.sub(r"CREATE MACRO bq.main.\1", path.read_text()))
    attach(connection, settings.default_project_id)
    default = database.quote(settings.default_project_id, settings.default_dataset_id)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {default}")
    return connection


class Descriptions:
    """What is known of datasets, tables and their rows' policies beside what DuckDB knows; all else stays where it was."""

    def __init__(self):
        self._kept = {Dataset: {}, Table: {}, RowAccessPolicy: {}}
        self._list, self._save, self._delete = metadata.list_, metadata.save, metadata.delete

    def list_(self, model, *keys: str) -> list:
        if (kept := self._kept.get(model)) is None:
            return self._list(model, *keys)
        return [resource for path, resource in list(kept.items()) if path[: len(keys)] == keys]

    def load(self, model, *keys: str):
        if (kept := self._kept.get(model)) is None:
            return next(iter(self._list(model, *keys)), None)
        return kept.get(keys)

    def save(self, resource, *keys: str):
        if (kept := self._kept.get(type(resource))) is None:
            return self._save(resource, *keys)
        body = {name: value for name, value in resource.dump().items() if name != "etag"}
        etag = hashlib.md5(json.dumps(body, sort_keys=True).encode()).hexdigest()
        kept[keys] = type(resource).model_validate(body | {"etag": etag})
        return kept[keys]

    def delete(self, model, *keys: str) -> None:
        if (kept := self._kept.get(model)) is None:
            return self._delete(model, *keys)
        for path in [path for path in list(kept) if path[: len(keys)] == keys]:
            kept.pop(path, None)


    def secured(self) -> frozenset[tuple[str, ...]]:
        return frozenset(path[:3] for path in list(self._kept[RowAccessPolicy]))


class Jobs:
    """Jobs in the order in which they started."""

    def __init__(self):
        self._jobs: dict[tuple[str, str], Job] = {}

    def save(self, job: Job) -> Job:
        self._jobs[job.jobReference.projectId, job.jobReference.jobId] = job
        return job

    def load(self, project_id: str, job_id: str) -> Job | None:
        return self._jobs.get((project_id, job_id))

    def list_(self, project_id, states=None, parent_job_id=None, min_creation_time=None, max_creation_time=None):
        return [
            job
            for (project, _), job in reversed(list(self._jobs.items()))
            if project == project_id
            and job.statistics.parentJobId == parent_job_id
            and (states is None or job.status.state in states)
            and (min_creation_time is None or int(job.statistics.creationTime) >= min_creation_time)
            and (max_creation_time is None or int(job.statistics.creationTime) <= max_creation_time)
        ]

    def delete(self, project_id: str, job_id: str) -> None:
        for key, job in list(self._jobs.items()):
            if key[0] == project_id and job_id in (key[1], job.statistics.parentJobId):
                self._jobs.pop(key, None)


def keeping_few(original):
    """Drops the oldest results."""
    results: collections.deque = collections.deque()
    lock = threading.Lock()

    def execute(*given, **named):
        statistics, children, destination = original(*given, **named)
        if destination is not None and destination.datasetId == tables.RESULTS:
            with lock:
                results.append(tables.name(*tables.reference(destination)))
                old = results.popleft() if len(results) > KEPT_RESULTS else None
            if old:
                database.execute(f"DROP TABLE IF EXISTS {old}")
        return statistics, children, destination

    return execute


def install() -> None:
    database._attach = attach
    database._connect = connect
    database.projects = projects
    descriptions = Descriptions()
    for name in ("list_", "load", "save", "delete"):
        setattr(metadata, name, getattr(descriptions, name))
    row_access.secured = descriptions.secured
    jobs = Jobs()
    for name in ("save", "load", "list_", "delete"):
        setattr(store, name, getattr(jobs, name))
    query.execute = keeping_few(query.execute)
