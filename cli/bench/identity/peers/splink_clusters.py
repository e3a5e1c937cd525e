"""Splink's connected components in DuckDB, from edges that are there to a cluster for each node. The edges are the
same star that Weft starts from: each record of a value with the value's first one. Prints the seconds of the
clustering alone, or that it was stopped at its limit.

Reads from stdin one JSON object: setup (statements that attach the lake), links (a statement that gives record_key
and value), limit (seconds).
"""

import json
import os
import resource
import sys
import threading
import time

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

task = json.load(sys.stdin)
connection = duckdb.connect(config=task["config"])
for statement in task["setup"]:
    connection.execute(statement)

# Integers, as Splink's authors advise; in the order of the keys, so that ordered keys stay ordered.
connection.execute(f"create temp table links as {task['links']}")
connection.execute(
    """create temp table nodes as
    select row_number() over (order by record_key) as id, record_key from (select distinct record_key from links)"""
)
connection.execute(
    """create temp table edges as
    with numbered as (select n.id, l.value from links l join nodes n on n.record_key = l.record_key),
    first as (select value, min(id) as id from numbered group by value)
    select n.id as id_l, f.id as id_r from numbered n join first f on f.value = n.value where n.id <> f.id"""
)
nodes, edges = (connection.execute(f"select count(*) from {name}").fetchone()[0] for name in ("nodes", "edges"))
connection.execute("drop table links")


def report(**more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    json.dump({"nodes": nodes, "edges": edges, "peakBytes": peak, "cpuSeconds": time.process_time() - processor, **more}, sys.stdout)
    sys.stdout.flush()


def stop():
    report(seconds=task["limit"], stopped=True)
    # A statement that runs would keep the interpreter from ending.
    os._exit(0)


api = DuckDBAPI(connection=connection)
timer = threading.Timer(task["limit"], stop)
timer.daemon = True
timer.start()
started = time.perf_counter()
processor = time.process_time()
clusters = cluster_pairwise_predictions_at_threshold(
    nodes="nodes",
    edges="edges",
    db_api=api,
    node_id_column_name="id",
    edge_id_column_name_left="id_l",
    edge_id_column_name_right="id_r",
)
seconds = time.perf_counter() - started
timer.cancel()
found = connection.execute(f"select count(distinct cluster_id) from {clusters.physical_name}").fetchone()[0]
report(seconds=seconds, stopped=False, components=found)
