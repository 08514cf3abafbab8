"""Stands between a client and Azurite, and fails by rule: the network and the service that tests cannot wait for.

Azurite's signature covers the path and not the host, so clients need only another connection string.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from till.stack.azurite import HOST, StoragePorts, connection_string

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
_PATIENCE_SECONDS = 60


class Fault(Enum):
    """What goes wrong with one request."""

    BUSY = auto()  # 503, not done
    BUSY_WITH_RETRY_AFTER = auto()  # 503 with Retry-After: 0, not done
    BUSY_BUT_DONE = auto()  # done, and answered 503 all the same
    REFUSED = auto()  # the connection ends before the request was read
    CUT_IN_REQUEST = auto()  # the connection ends in the middle of the request's body
    CUT_IN_HEADERS = auto()  # done, and the connection ends in the answer's headers: its length is never told
    CUT_IN_ANSWER = auto()  # done, and the connection ends in the middle of the answer's body
    ANSWER_LOST = auto()  # done, and the connection ends before the answer


@dataclass
class Rule:
    """Which requests meet what: from the nth on that matches, so many, or of so many every n-th.

    before and after are called before the request is passed on and after it was answered, before its client hears of
    it; one that waits holds the request back.
    """

    fault: Fault | None = None
    method: str = ""
    path: str = ""
    nth: int = 1
    times: int = 1
    every: int = 1
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None
    seen: int = 0
    met: int = 0

    def applies(self, method: str, path: str) -> bool:
        if (self.method and self.method != method) or not re.search(self.path, path):
            return False
        self.seen += 1
        hit = self.nth <= self.seen < self.nth + self.times and (self.seen - self.nth) % self.every == 0
        self.met += hit
        return hit


@dataclass
class Proxy:
    """One listener for each of Azurite's three services; requests are counted over all of them.

    requests holds what came, done what Azurite did ('201 POST /path'), both since the last rule was made.
    """

    behind: StoragePorts
    rules: list[Rule] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _servers: list[ThreadingHTTPServer] = field(default_factory=list)

    def __enter__(self) -> Self:
        for port in (self.behind.blob, self.behind.queue, self.behind.table):
            handler = type("Handler", (_Handler,), {"proxy": self, "upstream": port})
            server = ThreadingHTTPServer((HOST, 0), handler)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            self._servers.append(server)
        return self

    def __exit__(self, *_error: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @property
    def ports(self) -> StoragePorts:
        return StoragePorts(*(server.server_address[1] for server in self._servers))

    @property
    def connection(self) -> str:
        return connection_string(self.ports)

    @contextmanager
    def rule(self, rule: Rule) -> Iterator[Rule]:
        """The rule holds inside the block; requests are counted anew."""
        with self._lock:
            self.rules.append(rule)
            self.requests.clear()
            self.done.clear()
        try:
            yield rule
        finally:
            with self._lock:
                self.rules.remove(rule)

    def rule_for(self, method: str, path: str) -> Rule:
        with self._lock:
            self.requests.append(f"{method} {path}")
            hits = [rule for rule in self.rules if rule.applies(method, path)]
        return hits[0] if hits else Rule()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: Proxy
    upstream: int

    def _serve(self) -> None:
        rule = self.proxy.rule_for(self.command, self.path)
        if rule.fault == Fault.REFUSED:
            self._hang_up()
            return
        length = int(self.headers.get("Content-Length") or 0)
        if rule.fault == Fault.CUT_IN_REQUEST:
            self.rfile.read(length // 2)
            self._hang_up()
            return
        body = self.rfile.read(length)
        if rule.before:
            rule.before()
        if rule.fault in (Fault.BUSY, Fault.BUSY_WITH_RETRY_AFTER):
            self._busy(rule.fault)
            return
        answer = self._ask(body)
        if rule.after:
            rule.after()
        if rule.fault == Fault.BUSY_BUT_DONE:
            self._busy(rule.fault)
        elif rule.fault == Fault.ANSWER_LOST:
            self._hang_up()
        elif rule.fault == Fault.CUT_IN_HEADERS:
            self._send(answer[: answer.index(b"Content-Length")])
            self._hang_up()
        elif rule.fault == Fault.CUT_IN_ANSWER:
            body_at = answer.index(b"\r\n\r\n") + 4
            self._send(answer[: (body_at + len(answer)) // 2])
            self._hang_up()
        else:
            self._send(answer)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = _serve  # noqa: N815 - http.server's names

    def _ask(self, body: bytes) -> bytes:
        """The whole answer of Azurite, as bytes to be sent on."""
        connection = HTTPConnection(HOST, self.upstream, timeout=_PATIENCE_SECONDS)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        content = response.read()
        length = response.headers.get("Content-Length", "0") if self.command == "HEAD" else len(content)
        told = [f"{name}: {value}" for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP]
        head = [f"HTTP/1.1 {response.status} {response.reason}", *told, f"Content-Length: {length}"]
        connection.close()
        self.proxy.done.append(f"{response.status} {self.command} {self.path}")
        return "\r\n".join([*head, "", ""]).encode("latin-1") + content

    def _busy(self, fault: Fault) -> None:
        patience = "Retry-After: 0\r\n" if fault == Fault.BUSY_WITH_RETRY_AFTER else ""
        self._send(
            f"HTTP/1.1 503 Server Busy\r\n{patience}x-ms-error-code: ServerBusy\r\nContent-Length: 0\r\n\r\n".encode()
        )

    def _send(self, answer: bytes) -> None:
        with suppress(ConnectionError):  # the client may have died meanwhile, which is what some tests are about
            self.wfile.write(answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_arguments: object) -> None:
        """Tests read what was asked from Proxy.requests."""
