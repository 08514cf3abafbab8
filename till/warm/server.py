"""The warm process' HTTP side: four calls, each with the stack's token; on loopback unless told otherwise."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from jobs.contracts.errors import RunnerUnavailable, TillstreamError
from jobs.contracts.messages import RunRequest
from jobs.refresh import KINDS
from till.warm.answers import ROWS_AT_MOST
from till.warm.runs import Runs

HOST = "127.0.0.1"
_LARGEST_BODY = 1024 * 1024
type Query = Callable[[str, int], dict[str, Any]]
type Answer = tuple[HTTPStatus, dict[str, Any]]


class WarmServer(ThreadingHTTPServer):
    """Serves runs and queries; each call has a thread, so a query does not wait for a run."""

    daemon_threads = True

    def __init__(self, port: int, token: str, runs: Runs, query: Query, host: str = HOST) -> None:
        self.token, self.runs, self.query = token, runs, query
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: WarmServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._reply(self._get)

    def do_POST(self) -> None:
        self._reply(self._post)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is logged where it happens."""

    def _reply(self, call: Callable[[], Answer]) -> None:
        given = self.headers.get("Authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            self.close_connection = True  # the body has not been read
            self._send(HTTPStatus.UNAUTHORIZED, {"error": "the token is missing or not this stack's"})
            return
        try:
            status, body = call()
        except RunnerUnavailable as error:
            status, body = HTTPStatus.SERVICE_UNAVAILABLE, _said(error)
        except TillstreamError as error:
            status, body = HTTPStatus.UNPROCESSABLE_ENTITY, _said(error)
        self._send(status, body)

    def _get(self) -> Answer:
        if self.path == "/health":
            return HTTPStatus.OK, {"state": "ok"}
        folder, _, run_id = self.path.removeprefix("/").partition("/")
        run = self.server.runs.find(unquote(run_id)) if folder == "runs" else None
        if run is None:
            return HTTPStatus.NOT_FOUND, {"error": "there is nothing here"}
        return HTTPStatus.OK, {"state": run.state, "error": run.error}

    def _post(self) -> Answer:
        body = self._body()
        if body is None:
            return HTTPStatus.BAD_REQUEST, {"error": "expected a JSON object of at most 1 MB"}
        if self.path == "/runs":
            return self._take_run(body)
        if self.path == "/sql":
            return self._run_query(body)
        return HTTPStatus.NOT_FOUND, {"error": "there is nothing here"}

    def _take_run(self, body: dict[str, Any]) -> Answer:
        try:
            request = RunRequest.from_json(json.dumps(body))
        except TypeError as error:
            return HTTPStatus.BAD_REQUEST, {"error": str(error)}
        texts = (request.run_id, request.kind, request.manifest, request.month)
        if not all(isinstance(text, str) for text in texts) or not request.run_id or request.kind not in KINDS:
            return HTTPStatus.BAD_REQUEST, {"error": f"expected a run_id and a kind of {' or '.join(KINDS)}"}
        self.server.runs.ask(request)
        return HTTPStatus.ACCEPTED, asdict(request)

    def _run_query(self, body: dict[str, Any]) -> Answer:
        statement, limit = body.get("query"), body.get("limit", ROWS_AT_MOST)
        if not isinstance(statement, str) or not isinstance(limit, int) or not 0 < limit <= ROWS_AT_MOST:
            return HTTPStatus.BAD_REQUEST, {"error": f"expected a query, and a limit from 1 to {ROWS_AT_MOST}"}
        return HTTPStatus.OK, self.server.query(statement, limit)

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            return None
        try:
            body = json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def _send(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _said(error: TillstreamError) -> dict[str, Any]:
    parts = ("what", "where", "found", "expected", "next_step")
    return {"error": str(error), "code": error.code, **{part: getattr(error, part) for part in parts}}
