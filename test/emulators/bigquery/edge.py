"""The edge of the emulated API: the token, requests refused on demand, and answers that break off in the middle."""

import contextvars
import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from local_bigquery.jobs import store
from local_bigquery.settings import settings

from faults import faults
from permissions import permissions

# Of the job that a request starts, or asks for; None where the caller names none.
location: contextvars.ContextVar[str | None] = contextvars.ContextVar("location", default=None)

API = re.compile(r"^(/upload)?/bigquery/v2/")


def error_body(status: int, reason: str, message: str) -> bytes:
    problem = {"reason": reason, "message": message, "domain": "global"}
    return json.dumps({"error": {"code": status, "message": message, "errors": [problem]}}).encode()


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


async def respond(send, answer: Answer) -> None:
    headers = {"content-type": "application/json", "content-length": str(len(answer.body)), **answer.headers}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answer.body})


async def read_body(receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def replay(body: bytes, receive):
    first = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again():
        return next(first, None) or await receive()

    return again


def half_sent(send):
    """Sends half of a body and closes the connection."""

    async def cut(message):
        if message["type"] != "http.response.body":
            return await send(message)
        body = message.get("body", b"")
        if body:
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        raise ConnectionAbortedError("dropped on demand")

    return cut


def control(path: str, method: str, body: bytes) -> Answer:
    """`/weft/…`: what a test asks of the emulator itself."""
    given = json.loads(body) if body else {}
    if path == "/weft/health":
        return Answer(200, b"{}", {})
    if path == "/weft/refuse" and method == "POST":
        faults.add(given)
    elif path == "/weft/deny" and method == "POST":
        permissions.deny(given)
    elif path == "/weft/reset" and method == "POST":
        faults.clear()
        permissions.clear()
    elif path == "/weft/jobs":
        found = [job.dump() for job in store.list_(settings.default_project_id)]
        return Answer(200, json.dumps(found).encode(), {})
    else:
        return Answer(404, error_body(404, "notFound", f"no such request: {method} {path}"), {})
    return Answer(200, b"{}", {})


def token_problem(headers: dict[bytes, bytes]) -> str | None:
    value = headers.get(b"authorization", b"").decode()
    if not value.lower().startswith("bearer "):
        return "Request is missing required authentication credential."
    if value.split(" ", 1)[1] == "expired":
        return "Request had invalid authentication credentials."
    return None


class Edge:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path, method = scope["path"], scope["method"]
        body = b""
        if method in ("POST", "PUT", "PATCH"):
            body = await read_body(receive)
            receive = replay(body, receive)
        if path.startswith("/weft/"):
            return await respond(send, control(path, method, body))
        if not API.match(path):
            return await self.app(scope, receive, send)
        if problem := token_problem(dict(scope["headers"])):
            return await respond(send, Answer(401, error_body(401, "authError", problem), {}))
        head = body[:65536].decode("utf-8", "replace")
        fault = faults.of_request(method, path, head)
        if fault and not fault.drop:
            answer = Answer(fault.status, error_body(fault.status, fault.reason, fault.message), fault.headers)
            return await respond(send, answer)
        refused = permissions.of_request(method, path, head)
        if refused:
            return await respond(send, Answer(403, error_body(403, "accessDenied", refused), {}))
        named = re.search(r'"location"\s*:\s*"([\w-]+)"', head) if path.endswith("/jobs") else None
        asked = parse_qs(scope["query_string"].decode()).get("location", [None])[0]
        reset = location.set(named[1] if named else asked)
        try:
            await self.app(scope, receive, half_sent(send) if fault else send)
        finally:
            location.reset(reset)
