"""A BigQuery to test against, on 127.0.0.1: local-bigquery, and what Weft's tests need beside it. See README.md."""

import argparse
import json
import os
import pathlib
import socket
import sys
import threading

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", type=pathlib.Path, required=True, help="a folder of this process alone")
parser.add_argument("--home", type=pathlib.Path, required=True, help="holds .duckdb/extensions")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--project", default="test")
parser.add_argument("--until-stdin-ends", action="store_true", help="stop with the process that started this one")
arguments = parser.parse_args()

# DuckDB looks for its extensions below HOME, and local-bigquery reads its settings when it is imported.
os.environ["HOME"] = str(arguments.home.resolve())

from local_bigquery.settings import settings  # noqa: E402

settings.data_dir = arguments.data
settings.default_project_id = arguments.project

import uvicorn  # noqa: E402
from local_bigquery.app import app  # noqa: E402

import catalog  # noqa: E402
import jobs  # noqa: E402
import sql  # noqa: E402
import storage  # noqa: E402
from edge import Edge  # noqa: E402

storage.install()
catalog.install()
sql.install()
jobs.install()


def stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if arguments.until_stdin_ends:
    threading.Thread(target=stop_with_parent, daemon=True).start()

listener = socket.create_server(("127.0.0.1", arguments.port))
# Else the body of an answer waits, behind its head, 40 ms for the caller's acknowledgement.
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
config = uvicorn.Config(Edge(app), log_level="warning", access_log=False, timeout_keep_alive=120)
uvicorn.Server(config).run(sockets=[listener])
