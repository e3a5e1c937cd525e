"""
A project's tables in a DuckDB file of its own. local-bigquery keeps them in a DuckLake, which reads its whole
catalogue again after each statement that makes a table; a refresh makes hundreds.
"""

from local_bigquery.engine import database
from local_bigquery.settings import settings


def attach(connection, project_id: str) -> None:
    path = str(settings.data_dir / f"{project_id}.project").replace("'", "''")
    connection.execute(f"ATTACH IF NOT EXISTS '{path}' AS {database.quote(project_id)}")
    database._attached.add(project_id)


def projects() -> list[str]:
    return sorted(database._attached)


def install() -> None:
    database._attach = attach
    database.projects = projects
