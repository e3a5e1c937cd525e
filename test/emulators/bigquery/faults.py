"""Faults that a test orders: the next requests, or the next jobs, that match are refused."""

import re
import threading
from dataclasses import dataclass, field


@dataclass
class Fault:
    """`on`: `request` (an HTTP answer), `job` (the job starts and fails) or `page` (half an answer, then silence)."""

    on: str = "request"
    method: str = ""
    path: str = ""
    # A regular expression that the SQL, or the head of the request's body, must match.
    text: str = ""
    # How often; None: until the reset.
    times: int | None = 1
    status: int = 503
    reason: str = "backendError"
    message: str = "The service is currently unavailable."
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def drop(self) -> bool:
        return self.on == "page"


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, given: dict) -> None:
        with self._lock:
            self._faults.append(Fault(**given))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def _take(self, matches) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.times == 0 or not matches(fault):
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def of_request(self, method: str, path: str, text: str) -> Fault | None:
        return self._take(
            lambda fault: fault.on in ("request", "page")
            and fault.method in ("", method)
            and re.search(fault.path, path)
            and re.search(fault.text, text)
        )

    def of_job(self, text: str) -> Fault | None:
        return self._take(lambda fault: fault.on == "job" and re.search(fault.text, text))


faults = Faults()
