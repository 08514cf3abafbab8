"""Runs jobs in the local stack's warm process, over HTTP on the loopback address."""

import json
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest

_TIMEOUT_SECONDS = 10


class LocalRunner:
    """The runner of a local stack: `url` is http://host:port, `token` what the process asks for.

    Raises ConfigurationInvalid where the URL is not such an address.
    """

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ConfigurationInvalid(
                "The address of the job process cannot be used.",
                where="TILLSTREAM_RUNNER_URL",
                found=url,
                expected="http://host:port",
                next_step="correct the setting",
            )
        self._url, self._host, self._port, self._token = url, parts.hostname, parts.port or 80, token

    def start(self, request: RunRequest) -> None:
        """Hand over a run and return at once. Raises RunnerUnavailable where it is not taken."""
        status, body = self._call("POST", "/runs", request.to_json())
        if status != HTTPStatus.ACCEPTED:
            raise self._unavailable(f"HTTP {status}: {body.get('error', '')}")

    def state(self, run_id: str, attempt: int = 1) -> RunState:
        """What became of the run's last try. Raises RunnerUnavailable where the process does not answer."""
        status, body = self._call("GET", f"/runs/{quote(run_id, safe='')}")
        if status == HTTPStatus.NOT_FOUND:
            return RunState.UNKNOWN
        if status != HTTPStatus.OK or body.get("state") not in list(RunState):
            raise self._unavailable(f"HTTP {status}: {body.get('error', '')}")
        return RunState(body["state"])

    def _call(self, method: str, path: str, body: str | None = None) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, HTTPException, ValueError) as error:
            raise self._unavailable(type(error).__name__) from error
        finally:
            connection.close()
        return response.status, answer if isinstance(answer, dict) else {}

    def _unavailable(self, found: str) -> RunnerUnavailable:
        return RunnerUnavailable(
            "The job process does not take runs.",
            where=self._url,
            found=found,
            expected="the stack's warm process, healthy",
            next_step="till status, then till up",
        )
