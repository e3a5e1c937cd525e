"""Connected components outside the warehouse: links are read out of DuckLake, indexed by pandas, joined by scipy,
and each record's component is written back. Prints the seconds of each step, without starting Python.

Reads from stdin one JSON object: setup (statements that attach the lake), links (a statement that gives record_key
and value), into (the table to write).
"""

import json
import resource
import sys
import time

import duckdb
import numpy
import pandas
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

task = json.load(sys.stdin)
connection = duckdb.connect(config=task["config"])
for statement in task["setup"]:
    connection.execute(statement)

times = {}
started = time.perf_counter()
processor = time.process_time()


def step(name):
    global started
    now = time.perf_counter()
    times[name] = now - started
    started = now


links = connection.execute(task["links"]).df()
step("read")
record, records = pandas.factorize(links["record_key"])
value, values = pandas.factorize(links["value"])
rows = len(links)
del links
step("index")
nodes = len(records) + len(values)
ones = numpy.ones(rows, dtype=numpy.int8)
graph = coo_matrix((ones, (record, value + len(records))), shape=(nodes, nodes))
_, label = connected_components(graph, directed=False)
del graph
step("components")
members = pandas.DataFrame({"record_key": records, "component": label[: len(records)]})
connection.register("members", members)
connection.execute(f"create or replace table {task['into']} as select record_key, component from members")
step("write")

json.dump(
    {
        "seconds": sum(times.values()),
        "steps": times,
        "cpuSeconds": time.process_time() - processor,
        "links": rows,
        "records": len(records),
        "components": int(members["component"].nunique()),
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    },
    sys.stdout,
)
