"""An HTTP server that speaks an API in a test, keeps what it was asked, and fails by rule."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

type Answered = tuple[int, Any]


class Fault(Enum):
    """What goes wrong with one call."""

    THROTTLED = auto()  # 429, not done
    THROTTLED_FOR_LONG = auto()  # 429 with a Retry-After of an hour, not done
    BROKEN = auto()  # 500, not done
    BUSY = auto()  # 503, not done
    BUSY_BUT_DONE = auto()  # done, and answered 503 all the same
    ANSWER_LOST = auto()  # done, and the connection ends before the answer
    GARBAGE = auto()  # done, and answered with something that is no JSON
    SLOW = auto()  # done, and answered when nobody waits any more
    ENDLESS = auto()  # done, and the answer does not end
    ELSEWHERE = auto()  # a redirect to another host


DONE = (Fault.BUSY_BUT_DONE, Fault.ANSWER_LOST, Fault.GARBAGE, Fault.SLOW, Fault.ENDLESS)


_NONE: Mapping[str, str] = MappingProxyType({})
_ANSWERS: Mapping[Fault, tuple[int, Any, Mapping[str, str]]] = MappingProxyType(
    {
        Fault.THROTTLED: (429, {"error_code": "REQUEST_LIMIT_EXCEEDED"}, {"Retry-After": "3"}),
        Fault.THROTTLED_FOR_LONG: (429, {}, {"Retry-After": "3600"}),
        Fault.BROKEN: (500, {"error": {"code": "InternalServerError", "message": "secret of a row"}}, _NONE),
        Fault.BUSY: (503, {}, {"Retry-After": "2"}),
        Fault.BUSY_BUT_DONE: (503, {}, {"Retry-After": "2"}),
        Fault.ELSEWHERE: (307, {}, {"Location": "http://127.0.0.2:9/"}),
    }
)


@dataclass(frozen=True)
class Asked:
    """One call as it came in."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    authorization: str


@dataclass
class Api:
    """A running server; `answer` is the API itself."""

    url: str
    answer: Callable[[Asked], Answered]
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    def fails(self, method: str, *faults: Fault) -> None:
        """The next calls of that method meet these, one after another."""
        self.faults += [(method, fault) for fault in faults]

    def calls(self, method: str) -> list[Asked]:
        return [each for each in self.asked if each.method == method]

    def fault_for(self, method: str) -> Fault | None:
        for place, (of, fault) in enumerate(self.faults):
            if of == method:
                del self.faults[place]
                return fault
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    api: Api

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients that have gone are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._reply("GET")

    def do_POST(self) -> None:
        self._reply("POST")

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _reply(self, method: str) -> None:
        api, parts = self.server.api, urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(content) if content else None
        asked = Asked(method, parts.path, dict(parse_qsl(parts.query)), body, self.headers["Authorization"] or "")
        api.asked.append(asked)
        fault = api.fault_for(method)
        done = api.answer(asked) if fault is None or fault in DONE else (0, None)
        if fault is None:
            self._send(*done)
        elif fault in _ANSWERS:
            self._send(*_ANSWERS[fault])
        else:
            self._break_off(fault, done)

    def _break_off(self, fault: Fault, done: Answered) -> None:
        if fault is Fault.ANSWER_LOST:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault is Fault.SLOW:
            self.server.api.hold.wait(20)
            self._send(*done)
        else:
            endless = json.dumps({"filler": "x" * 9 * 1024**2}).encode()
            text = endless if fault is Fault.ENDLESS else b"<html>not what you asked for</html>"
            self._send_bytes(200, text, {})

    def _send(self, status: int, body: Any, headers: Mapping[str, str] = _NONE) -> None:
        self._send_bytes(status, json.dumps(body).encode(), headers)

    def _send_bytes(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # nobody waits any more


@contextmanager
def serving(answer: Callable[[Asked], Answered]) -> Iterator[Api]:
    """The API on a port of the loopback address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.api = api = Api(f"http://127.0.0.1:{server.server_port}", answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield api
    finally:
        api.hold.set()
        server.shutdown()
        server.server_close()
