"""What BigQuery's jobs have and local-bigquery's have not: bytes, slots, a location, a limit, a destination."""

import functools
import re
import threading
import time

import duckdb

from local_bigquery import errors
from local_bigquery.api import jobs as jobs_api
from local_bigquery.catalog import tables
from local_bigquery.engine import database
from local_bigquery.errors import BigQueryError
from local_bigquery.jobs import load, query, runner
from local_bigquery.jobs.storage import literal

import catalog
from edge import location
from faults import faults
from permissions import permissions, plain
from sql import quoted_names, without_codes

MEGABYTE = 1024 * 1024
# BigQuery bills no less for each table that a query reads.
LEAST_BILLED = 10 * MEGABYTE
WIDTHS = {"STRING": 12, "BYTES": 12, "JSON": 24, "NUMERIC": 16, "BIGNUMERIC": 32, "BOOLEAN": 1}

REASONS = {
    "authError": (401, "UNAUTHENTICATED"),
    "quotaExceeded": (403, "RESOURCE_EXHAUSTED"),
    "rateLimitExceeded": (403, "RESOURCE_EXHAUSTED"),
    "jobRateLimitExceeded": (429, "RESOURCE_EXHAUSTED"),
    "billingNotEnabled": (403, "PERMISSION_DENIED"),
    "bytesBilledLimitExceeded": (400, "INVALID_ARGUMENT"),
    "resourcesExceeded": (400, "RESOURCE_EXHAUSTED"),
    "responseTooLarge": (403, "INVALID_ARGUMENT"),
    "backendError": (503, "UNAVAILABLE"),
    "internalError": (500, "INTERNAL"),
    "jobBackendError": (400, "INTERNAL"),
    "jobInternalError": (400, "INTERNAL"),
    "timeout": (400, "DEADLINE_EXCEEDED"),
}


def bytes_of(reference) -> int:
    """The size of a table as BigQuery would bill it: rows times the widths of all its columns."""
    path = tables.reference(reference)
    found = database.objects(*tables.physical(*path))
    if not found:
        return 0
    ((_, _, rows),) = found
    return rows and rows * sum(WIDTHS.get(field.type, 8) for field in tables.columns(*path))


def counted(statistics):
    """Statistics with the bytes and slots of what was read."""
    sizes = [bytes_of(reference) for reference in statistics.referencedTables or []]
    billed = sum(max(LEAST_BILLED, -(-size // MEGABYTE) * MEGABYTE) for size in sizes)
    return statistics.replace(
        totalBytesProcessed=str(sum(sizes)),
        totalBytesBilled=str(billed),
        totalSlotMs=str(1 + sum(sizes) // MEGABYTE),
    )


def location_of(project_id: str, text: str) -> str | None:
    """Of the datasets that a text names; a name of another location than the job's is not found there."""
    wanted = location.get()
    found = wanted
    for name, where in catalog.locations(project_id, text):
        if wanted and where.upper() != wanted.upper():
            raise BigQueryError(
                "notFound", f"Not found: Dataset {project_id}:{name} was not found in location {wanted}"
            )
        found = found or where
    return found


def refuse_job(project_id: str, text: str) -> None:
    if fault := faults.of_job(text):
        raise BigQueryError(fault.reason, fault.message)
    location_of(project_id, plain(text))


UNFIT_NAME = re.compile(r"[^\w&%=+:'<>#|\- .@$*]")


def refuse_names(text: str) -> None:
    """Names that BigQuery gives to no table and no column."""
    if re.match(r"\s*create\b", text, re.IGNORECASE):
        for name in quoted_names(text):
            if UNFIT_NAME.search(name):
                raise BigQueryError("invalidQuery", f'Invalid field name "{name}".')


def executing(original):
    @functools.wraps(original)
    def execute(cur, project_id, job_id, config, dry_run=False, session=None):
        text = config.query or ""
        config = config.replace(query=without_codes(text))
        refuse_job(project_id, text)
        refuse_names(text)
        if denied := permissions.of_query(text):
            raise BigQueryError("accessDenied", denied)
        limit = config.maximumBytesBilled
        if limit and not dry_run:
            with database.cursor() as looking:
                planned, _, _ = original(looking, project_id, None, config, dry_run=True)
            check_limit(counted(planned), int(limit))
        try:
            statistics, children, destination = original(cur, project_id, job_id, config, dry_run, session)
        except (BigQueryError, duckdb.Error) as error:
            raise in_bigquery_words(errors.from_exception(error), project_id) from error
        children = [counted(child) for child in children]
        statistics = counted(statistics)
        if destination is None and not children and statistics.ddlTargetTable and not dry_run:
            destination = statistics.ddlTargetTable
        if children:
            statistics = statistics.replace(
                totalBytesProcessed=str(sum(int(child.totalBytesProcessed) for child in children)),
                totalBytesBilled=str(sum(int(child.totalBytesBilled) for child in children)),
            )
        if limit and dry_run:
            check_limit(statistics, int(limit))
        return statistics, children, destination

    return execute


SCHEMA = re.compile(r'Schema (?:with name )?"?(\w+)"? (?:not found|does not exist)')
CONFLICT = re.compile(r"[Tt]ransaction conflict|Failed to commit DuckLake transaction|[Cc]onflict on")


def in_bigquery_words(error: BigQueryError, project_id: str) -> BigQueryError:
    if schema := SCHEMA.search(error.message):
        where = location.get() or "US"
        return BigQueryError("notFound", f"Not found: Dataset {project_id}:{schema[1]} was not found in location {where}")
    if CONFLICT.search(error.message):
        return BigQueryError("invalidQuery", "Transaction is aborted due to concurrent update against a table.")
    return error


def check_limit(statistics, limit: int) -> None:
    billed = int(statistics.totalBytesBilled)
    if billed > limit:
        raise BigQueryError(
            "bytesBilledLimitExceeded",
            f"Query exceeded limit for bytes billed: {limit}. {billed} or higher required.",
        )


def first_unfit(cur, config, upload: str) -> str:
    """What BigQuery says in the list of a load's errors: the first value that does not fit its column."""
    fields = config.schema_.fields
    reader = load._reader(cur, f"[{literal(upload)}]", config, fields)
    for field in fields:
        _, bad = load._projection(config, [field], [])
        found = cur.sql(f"SELECT {database.quote(field.name)} FROM {reader} WHERE {bad} LIMIT 1").fetchone()
        if found:
            return f"Could not convert value to {field.type.lower()}. Field: {field.name}; Value: {found[0]}"
    return ""


def loading(original):
    def run(cur, config, upload):
        target = config.destinationTable
        name = f"{target.datasetId}.{target.tableId}"
        refuse_job(target.projectId, name)
        if denied := permissions.of_load(name):
            raise BigQueryError("accessDenied", denied)
        try:
            return original(cur, config, upload)
        except BigQueryError as error:
            if "too many errors" not in error.message or not upload:
                raise
            raise BigQueryError("invalid", f"{error.message} {first_unfit(cur, config, upload)}") from error

    return run


def made(original):
    """A job in its location: the one asked for, or that of the datasets."""

    def make(project_id, job_id, configuration):
        job = original(project_id, job_id, configuration)
        text = configuration.query.query if configuration.query else ""
        try:
            where = location_of(project_id, plain(text or "")) or "US"
        except BigQueryError:
            where = location.get()
        return job.replace(
            id=f"{project_id}:{where}.{job_id}",
            jobReference={"projectId": project_id, "jobId": job_id, "location": where},
        )

    return make


def done(original):
    def finish(job, statistics, error=None):
        counts = statistics.query
        if counts and counts.totalBytesProcessed:
            statistics = statistics.replace(
                totalBytesProcessed=counts.totalBytesProcessed, totalSlotMs=counts.totalSlotMs
            )
        return original(job, statistics, error)

    return finish


def found(original):
    """Outside the US and EU a job is only found by those who say where."""

    def get(project_id, job_id):
        job = original(project_id, job_id)
        wanted, where = location.get(), job.jobReference.location
        if where.upper() != (wanted or where).upper() or (not wanted and where.upper() not in ("US", "EU")):
            raise errors.not_found("Job", f"{project_id}:{job_id}")
        return job

    return get


def cancelling(original):
    """An interrupt that comes before the statement has begun is lost, so it is repeated until the job is over."""

    def interrupt(key, running):
        while runner._running.get(key) is running:
            try:
                if running.cursor:
                    running.cursor.interrupt()
            except duckdb.Error:
                return
            time.sleep(0.05)

    def cancel(project_id, job_id):
        key = (project_id, job_id)
        if running := runner._running.get(key):
            running.cancelled = True
            threading.Thread(target=interrupt, args=(key, running), daemon=True).start()
        return original(project_id, job_id)

    return cancel


def results(original):
    """A statement that makes a table names it as its destination, but returns no rows of it."""

    def answer(job, max_results, start, int64_timestamps):
        statistics = job.statistics.query
        if job.status.state == "DONE" and statistics and statistics.statementType not in ("SELECT", "SCRIPT"):
            query_config = job.configuration.query.without("destinationTable")
            job = job.replace(configuration=job.configuration.replace(query=query_config.dump()).dump())
        payload, rows = original(job, max_results, start, int64_timestamps)
        if payload["jobComplete"] and statistics:
            payload["totalBytesProcessed"] = statistics.totalBytesProcessed or "0"
        return payload, rows

    return answer


def install() -> None:
    errors.STATUSES |= REASONS
    query.execute = executing(query.execute)
    runner.HANDLERS["load"] = loading(runner.HANDLERS["load"])
    runner._job = made(runner._job)
    runner._done = done(runner._done)
    runner.get = found(runner.get)
    runner.cancel = cancelling(runner.cancel)
    jobs_api.results = results(jobs_api.results)
