"""An emulator of Snowflake for Weft's tests: fakesnow, with JSON results, logins that are checked, and refusals.

    python emulator.py --port 64616        # ready when GET /health answers 200

Sessions whose CLIENT_APP_ID is "JavaScript" get JSON rowsets and chunks; all others (the Python connector, dbt) get
fakesnow's own Arrow. README.md says what it is not.
"""
from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import re
import secrets
import uuid

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

import access
import rewriting
import stages
from errors import failure, snowflake_error
from fakesnow_patches import fs, json_sessions
from results import chunks, kept, to_json_result

LAST_QUERY = re.compile(r"\blast_query_id\s*\(\s*\)", re.I)
BEGIN = re.compile(r"^\s*(begin|start\s+transaction)\b", re.I)
END = re.compile(r"^\s*(commit|rollback|create|alter|drop|truncate)\b", re.I)  # a DDL statement commits
QUERY_TAG = re.compile(r"query_tag\s*=\s*'((?:[^']|'')*)'", re.I)

# What a session of the driver is told.
PARAMETERS = [
    {"name": "DATE_OUTPUT_FORMAT", "value": "YYYY-MM-DD"},
    {"name": "TIME_OUTPUT_FORMAT", "value": "HH24:MI:SS.FF6"},
    {"name": "TIMESTAMP_OUTPUT_FORMAT", "value": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"},
    {"name": "TIMESTAMP_NTZ_OUTPUT_FORMAT", "value": "YYYY-MM-DD HH24:MI:SS.FF3"},
    {"name": "TIMESTAMP_LTZ_OUTPUT_FORMAT", "value": ""},
    {"name": "TIMESTAMP_TZ_OUTPUT_FORMAT", "value": ""},
    {"name": "BINARY_OUTPUT_FORMAT", "value": "HEX"},
    {"name": "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "value": 100_000_000},
]

last_query: dict[str, str] = {}
locks: dict[str, asyncio.Lock] = {}  # a session runs one statement at a time
in_transaction: set[str] = set()  # tokens of sessions that have said BEGIN
masters: dict[str, str] = {}  # master token -> session token
warehouses: dict[str, str] = {}  # session token -> the warehouse that it named


# ---- requests
async def read_json(request: Request) -> dict:
    body = await request.body()
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return json.loads(body or b"{}")


def with_body(request: Request, body: dict) -> Request:
    raw = json.dumps(body).encode()
    headers = [(k, v) for k, v in request.scope["headers"] if k not in (b"content-encoding", b"content-length")]

    async def receive():
        return {"type": "http.request", "body": raw, "more_body": False}

    return Request({**request.scope, "headers": headers}, receive)


def done(data=None) -> JSONResponse:
    return JSONResponse({"success": True, "data": data, "code": None, "message": None})


def refusal(rule: dict) -> dict:
    return failure(rule["code"], rule.get("message") or "refused", rule.get("sqlState") or "42501")


# ---- statements
async def fs_query(request: Request, body: dict) -> dict:
    """Runs one statement; writers that collide in DuckDB are tried again, where Snowflake would have waited."""
    for attempt in range(8):
        out = await fs_query_once(request, body)
        if out.get("success") or out.get("code") != "000625":
            return out
        probe = await fs_query_once(request, {"sqlText": "select 1"})
        if not probe.get("success"):
            return out  # inside BEGIN ... COMMIT: the caller has to roll back
        await asyncio.sleep(0.02 * 2**attempt)
    return out


async def fs_query_once(request: Request, body: dict) -> dict:
    """Never answers 5xx: the drivers try again on those."""
    try:
        resp = await fs.query_request(with_body(request, body))
        out = json.loads(resp.body)
        if resp.status_code >= 500:
            out = failure("000603", out.get("message") or "internal error", "XX000")
        out["message"] = re.sub(r"^\d{6} \(\w+\): ", "", out.get("message") or "") or None
        return out
    except Exception as e:  # noqa: BLE001
        return failure("000603", f"{type(e).__name__}: {e}", "XX000")


async def run_one(request: Request, body: dict) -> dict:
    async with locks.setdefault(fs.to_token(request), asyncio.Lock()):
        limit = int((body.get("parameters") or {}).get("STATEMENT_TIMEOUT_IN_SECONDS") or 0)
        timed_out = False

        def stop():
            nonlocal timed_out
            timed_out = True
            fs.to_conn(fs.to_token(request))._duck_conn.interrupt()

        timer = asyncio.get_running_loop().call_later(limit, stop) if limit else None
        try:
            out = await run_locked(request, body)
        finally:
            if timer:
                timer.cancel()
        if timed_out and not out.get("success"):
            return failure("000630", f"Statement reached its statement or warehouse timeout of {limit} second(s) and was "
                                     "canceled.", "57014")
        return out


async def run_locked(request: Request, body: dict) -> dict:
    bindings = body.get("bindings") or {}
    is_batch = any(isinstance(b["value"], list) for b in bindings.values())
    token = fs.to_token(request)
    conn = fs.to_conn(token)
    if is_batch and (batch := rewriting.batch_table(body["sqlText"], bindings)):
        conn._duck_conn.register("_FS_BATCH", batch[1])
        try:
            return await fs_query(request, {**body, "sqlText": batch[0], "bindings": None})
        finally:
            conn._duck_conn.unregister("_FS_BATCH")
    try:
        special = await special_answer(body["sqlText"], token, conn)
    except Exception as e:  # noqa: BLE001
        code, state, message = snowflake_error(e, body["sqlText"], conn)
        return failure(f"{code:06d}", message, state)
    if isinstance(special, dict):
        return special
    note_transaction(body["sqlText"], token)
    out = {}
    for sql in [special] if special else rewriting.rewrite(body["sqlText"]):
        sql = LAST_QUERY.sub(lambda _: "'" + last_query.get(token, "") + "'", sql)
        out = await fs_query(request, {**body, "sqlText": sql})
        if not out.get("success"):
            return out
        last_query[token] = (out.get("data") or {}).get("queryId") or ""
    return out


def note_transaction(sql: str, token: str) -> None:
    if BEGIN.match(sql):
        in_transaction.add(token)
    elif END.match(sql):
        in_transaction.discard(token)


async def special_answer(sql: str, token: str, conn) -> str | dict | None:
    """What fakesnow does not do itself: the answer, or the statement whose result it is."""
    return (stages.put(sql) or stages.remove(sql) or await asyncio.to_thread(stages.copy, sql, conn, token in in_transaction)
            or rewriting.explain(sql, conn) or rewriting.show_warehouses(sql, warehouses.get(token, "WEFT_WH")))


# ---- routes
async def login(request: Request) -> JSONResponse:
    body = await read_json(request)
    body.setdefault("data", {}).setdefault("SESSION_PARAMETERS", {})
    if rule := access.refused("login"):
        return JSONResponse(refusal(rule))
    if wrong := access.login_error(body["data"]):
        return JSONResponse(failure(*wrong, "08001"))
    parameters = body["data"]["SESSION_PARAMETERS"]
    parameters["nop_regexes"] = (parameters.get("nop_regexes") or []) + rewriting.NOPS
    resp = await fs.login_request(with_body(request, body))
    out = json.loads(resp.body)
    data = out["data"]
    token, master = data["token"], secrets.token_urlsafe(32)
    masters[master] = token
    access.tags[token] = parameters.get("QUERY_TAG")
    warehouses[token] = (request.query_params.get("warehouse") or "WEFT_WH").strip('"').upper()
    role = (request.query_params.get("roleName") or "WEFT_ROLE").strip('"').upper()
    names = [f"current_warehouse() AS '{warehouses[token]}'", f"current_role() AS '{role}'",
             f"current_user() AS '{(body['data'].get('LOGIN_NAME') or '').upper()}'"]
    for macro in rewriting.MACROS + [n.replace("\\", "") for n in names]:
        fs.sessions[token]._duck_conn.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    if body["data"].get("CLIENT_APP_ID") == "JavaScript":
        data["parameters"] = [p for p in data["parameters"] if p["name"] != "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD"]
        data["parameters"] += PARAMETERS
        if (bigint := parameters.get("JS_TREAT_INTEGER_AS_BIGINT")) is not None:
            data["parameters"].append({"name": "JS_TREAT_INTEGER_AS_BIGINT", "value": bigint})
        json_sessions[token] = data["parameters"]
    data.update(masterToken=master, validityInSeconds=36000, masterValidityInSeconds=144000, sessionId=len(masters))
    return JSONResponse(out, status_code=resp.status_code)


async def renew(request: Request) -> JSONResponse:
    """A new session token for a master token: the session stays."""
    master = fs.to_token(request)
    old = masters.get(master)
    if old is None or old not in fs.sessions:
        return JSONResponse(failure("390114", "Authentication token has expired.  The user must authenticate again."))
    token = secrets.token_urlsafe(32)
    for store in (fs.sessions, json_sessions, last_query, locks, warehouses, access.tags):
        if old in store:
            store[token] = store.pop(old)
    masters[master] = token
    return done({"sessionToken": token, "validityInSecondsST": 36000, "masterToken": master,
                 "validityInSecondsMT": 144000, "sessionId": len(masters)})


async def query(request: Request) -> Response:
    body = await read_json(request)
    try:
        token = fs.to_token(request)
        fs.to_conn(token)
    except fs.ServerError as e:
        return JSONResponse({"data": None, "code": e.code, "message": e.message, "success": False})
    sql = body.get("sqlText") or ""
    if rule := access.refused("session"):
        if rule["code"] != "390112":
            fs.sessions.pop(token, None)
        return JSONResponse(refusal(rule))
    parameters = body.get("parameters") or {}
    if found := QUERY_TAG.search(sql):
        access.tags[token] = found[1].replace("''", "'")
    access.record(sql, parameters.get("QUERY_TAG") or access.tags.get(token))
    if rule := access.refused("statement", sql):
        return JSONResponse(refusal(rule))
    if token not in json_sessions:
        return JSONResponse(await run_one(request, body))
    multi = parameters.get("MULTI_STATEMENT_COUNT")
    statements = rewriting.split_statements(sql) if multi is not None else [sql]
    if multi is not None and int(multi) not in (0, len(statements)):
        return JSONResponse(failure("000008", f"Actual statement count {len(statements)} did not match the desired "
                                              f"statement count {multi}.", "0A000"))
    if len(statements) > 1:
        return JSONResponse(await run_many(request, body, statements))
    out = to_json_result(request, await run_one(request, body), int(parameters.get("ROWS_PER_RESULTSET") or 0))
    if body.get("asyncExec") and out.get("success"):
        query_id = out["data"]["queryId"]
        return JSONResponse({"success": True, "code": "333334", "message": "in progress", "data": {
            "queryId": query_id, "getResultUrl": f"/queries/{query_id}/result", "queryAbortsAfterSecs": 300}})
    return JSONResponse(out)


async def run_many(request: Request, body: dict, statements: list[str]) -> dict:
    ids, types = [], []
    for sql in statements:
        out = to_json_result(request, await run_one(request, {**body, "sqlText": sql}))
        if not out.get("success"):
            return out
        ids.append(out["data"]["queryId"])
        types.append(str(out["data"].get("statementTypeId") or 0))
    return {"success": True, "code": None, "message": None, "data": {
        "queryId": str(uuid.uuid4()), "resultIds": ",".join(ids), "resultTypes": ",".join(types),
        "rowtype": [], "rowset": [], "parameters": PARAMETERS, "returned": 0, "total": 0}}


async def query_result(request: Request) -> Response:
    body = kept.get(request.path_params["qid"])
    return JSONResponse(body or failure("000710", "Result for query not found", "02000"))


async def chunk(request: Request) -> Response:
    parts, n = chunks.get(request.path_params["qid"]), request.path_params["n"]
    if not parts or n >= len(parts):
        return Response(status_code=404)
    headers = {"Content-Encoding": "gzip"}
    if access.refused("chunk"):
        async def half():
            yield parts[n][: len(parts[n]) // 2]

        # Shorter than it says: the server cuts the connection.
        return StreamingResponse(half(), headers={**headers, "Content-Length": str(len(parts[n]))},
                                 media_type="binary/octet-stream")
    return Response(parts[n], headers=headers, media_type="binary/octet-stream")


async def abort(request: Request) -> JSONResponse:
    try:
        fs.to_conn(fs.to_token(request))._duck_conn.interrupt()
    except Exception:  # noqa: BLE001
        pass
    return done()


async def session(request: Request) -> Response:
    conn = None
    if request.query_params.get("delete"):
        try:
            token = fs.to_token(request)
            conn = fs.sessions.get(token)
            for store in (json_sessions, last_query, locks, warehouses, access.tags):
                store.pop(token, None)
        except fs.ServerError:
            pass
    resp = await fs.session(request)
    if conn is not None:
        conn.close()
    return resp


async def monitoring(request: Request) -> JSONResponse:
    known = request.path_params["qid"] in kept
    return JSONResponse({"success": True, "data": {"queries": [{"status": "SUCCESS"}] if known else []}})


async def ok(_: Request) -> JSONResponse:
    return done()


async def refuse(request: Request) -> JSONResponse:
    access.refusals.append(await read_json(request))
    return done()


async def allow(_: Request) -> JSONResponse:
    access.refusals.clear()
    return done()


async def statements(_: Request) -> JSONResponse:
    return JSONResponse(access.statements)


async def sessions(_: Request) -> JSONResponse:
    return JSONResponse(len(fs.sessions))


app = Starlette(routes=[
    Route("/health", ok),
    Route("/session/v1/login-request", login, methods=["POST"]),
    Route("/session/token-request", renew, methods=["POST"]),
    Route("/session", session, methods=["POST"]),
    Route("/session/heartbeat", fs.session, methods=["POST"]),
    Route("/queries/v1/query-request", query, methods=["POST"]),
    Route("/queries/v1/abort-request", abort, methods=["POST"]),
    Route("/queries/{qid}/abort-request", abort, methods=["POST"]),
    Route("/queries/{qid}/result", query_result, methods=["GET"]),
    Route("/fs_chunk/{qid}/{n:int}", chunk, methods=["GET"]),
    Route("/fs_bucket/{path:path}", fs.bucket_upload, methods=["PUT"]),
    Route("/monitoring/queries/{qid}", monitoring, methods=["GET"]),
    Route("/telemetry/send", ok, methods=["POST"]),
    Route("/weft/refuse", refuse, methods=["POST"]),
    Route("/weft/allow", allow, methods=["POST"]),
    Route("/weft/statements", statements),
    Route("/weft/sessions", sessions),
])

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=64616)
    parser.add_argument("--host", default="127.0.0.1")
    given = parser.parse_args()
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning")
