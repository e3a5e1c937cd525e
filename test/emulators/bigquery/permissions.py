"""Permissions that a test takes away, and BigQuery's own words for each."""

import re
import threading

from local_bigquery.settings import settings

WRITES = r"create\s+(?:or\s+replace\s+)?(?:table|view)(?:\s+if\s+not\s+exists)?\s+"


def plain(sql: str) -> str:
    return sql.replace("`", "")


class Permissions:
    """Pairs of a permission and what it is denied on: `` (the project), `dataset` or `dataset.table`."""

    def __init__(self):
        self._lock = threading.Lock()
        self._denied: list[tuple[str, str]] = []

    def deny(self, given: dict) -> None:
        with self._lock:
            self._denied.append((given["permission"], given.get("on", "")))

    def clear(self) -> None:
        with self._lock:
            self._denied.clear()

    def of_request(self, method: str, path: str, body: str) -> str | None:
        project = settings.default_project_id
        for permission, on in self._denied:
            if permission == "bigquery.jobs.create" and method == "POST" and re.search(r"/(jobs|queries)$", path):
                return f"Access Denied: Project {project}: User does not have {permission} permission in project {project}."
            if permission == "bigquery.datasets.create" and method == "POST" and path.endswith("/datasets"):
                return f"Access Denied: Project {project}: User does not have {permission} permission in project {project}."
            if permission == "bigquery.tables.get" and path.endswith("/tables/" + on.partition(".")[2]):
                return self._table(permission, on)
        return None

    def of_query(self, sql: str) -> str | None:
        text = plain(sql)
        for permission, on in self._denied:
            target = re.escape(on)
            if permission == "bigquery.datasets.create" and re.search(r"(?i)create\s+schema", text):
                project = settings.default_project_id
                return f"Access Denied: Project {project}: User does not have {permission} permission in project {project}."
            if permission == "bigquery.tables.getData" and re.search(rf"(?i)(from|join)\s+([\w-]+\.)?{target}\b", text):
                return self._table(permission, on)
            if permission == "bigquery.tables.create" and re.search(rf"(?i){WRITES}([\w-]+\.)?{target}\.", text):
                project = settings.default_project_id
                return (
                    f"Access Denied: Dataset {project}:{on}: Permission {permission} denied on dataset "
                    f"{project}:{on} (or it may not exist)."
                )
            if permission == "bigquery.tables.updateData" and re.search(
                rf"(?i)(into|update|merge|delete\s+from)\s+([\w-]+\.)?{target}\b", text
            ):
                return self._table(permission, on)
        return None

    def of_load(self, table: str) -> str | None:
        if any(denied == ("bigquery.tables.updateData", table) for denied in self._denied):
            return self._table("bigquery.tables.updateData", table)
        return None

    def _table(self, permission: str, on: str) -> str:
        name = f"{settings.default_project_id}:{on}"
        return f"Access Denied: Table {name}: Permission {permission} denied on table {name} (or it may not exist)."


permissions = Permissions()
