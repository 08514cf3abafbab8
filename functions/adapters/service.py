"""Calls to a service's REST API with the app's own identity: what every remote runner asks through.

A call that was refused for now (429, or 503 with a Retry-After) is made again, and so is one whose answer was lost
where doing it twice does no harm. Answers are read up to a limit, redirects are not followed, and neither a token nor
the text of an answer gets into an error.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.exceptions import ConnectTimeout, RequestException
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from functions.adapters.answers import Answer, code_of, json_object, seconds_of
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable

_TRIES = 4
_LONGEST_WAIT = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _Bearer(AuthBase):
    """Sets the token, so that nothing of the machine's own (a .netrc) does."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Service:
    """A service at an https address (http on the loopback address), called with tokens that `token` gives.

    timeout   seconds for the connection, and for each piece of an answer
    Raises ConfigurationInvalid where the address is none.
    """

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        *,
        pause: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self._url, self._token, self._pause, self._timeout = checked_address(url), token, pause, timeout

    def ask(self, method: str, path: str, *, query: Any = None, body: Any = None, twice: bool = True) -> Answer:
        """The service's answer; also one of 404.

        path    below the service's address, or a whole address below it that an earlier answer gave
        twice   whether the call may be made again where nobody knows if it was done
        Raises RunnerUnavailable.
        """
        address = self._address(path)
        again = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, _NotNow) and error.seconds <= _LONGEST_WAIT),
            stop=stop_after_attempt(_TRIES),
            wait=_wait,
            sleep=self._pause,
            reraise=True,
        )
        try:
            return again(self._once, method, address, query, body, twice)
        except _NotNow as error:
            raise self._unavailable(error.found) from error.__cause__

    def _once(self, method: str, address: str, query: Any, body: Any, twice: bool) -> Answer:
        try:
            answer, retry_after = self._called(method, address, query, body)
        except ConnectTimeout as error:  # nothing was sent
            raise _NotNow("no connection") from error
        except RequestException as error:
            if not twice:
                raise self._unavailable("an answer that was lost") from error
            raise _NotNow(type(error).__name__) from error
        if answer.status // 100 == 2 or answer.status == HTTPStatus.NOT_FOUND:
            return answer
        found = f"HTTP {answer.status}{code_of(answer.body)}"
        is_refused = answer.status == HTTPStatus.TOO_MANY_REQUESTS  # before anything was done
        if is_refused or (twice and answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR):
            raise _NotNow(found, seconds_of(retry_after))
        raise self._unavailable(found)

    def _called(self, method: str, address: str, query: Any, body: Any) -> tuple[Answer, str]:
        """An answer, and what its Retry-After says."""
        with requests.request(
            method,
            address,
            params=query,
            json=body,
            auth=_Bearer(self._token()),
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, json_object(response)), response.headers.get("Retry-After", "")

    def _address(self, path: str) -> str:
        if "://" not in path:
            return f"{self._url}/{path.removeprefix('/')}"
        if urlsplit(path)[:2] != urlsplit(self._url)[:2]:  # a token goes nowhere else
            raise self._unavailable("an answer that leads to another address")
        return path

    def _unavailable(self, found: str) -> RunnerUnavailable:
        return RunnerUnavailable(
            "The runner does not take the call, or does not say that it has.",
            where=self._url,
            found=found,
            expected="an answer of its documented API",
            next_step="look at the service's health and at the role of the app's identity; runs go on by themselves",
        )


class _NotNow(Exception):
    """Raised when a call may be made again, and where the service says so, in how many seconds."""

    def __init__(self, found: str, seconds: float = 0.0) -> None:
        self.found, self.seconds = found, seconds
        super().__init__(found)


def _wait(state: RetryCallState) -> float:
    """What the service asks for, at least a second and then two and four."""
    error = state.outcome.exception() if state.outcome else None
    return max(2.0 ** (state.attempt_number - 1), error.seconds if isinstance(error, _NotNow) else 0.0)


def checked_address(url: str) -> str:
    """The address without a slash at its end. Raises ConfigurationInvalid where it is not one to send a token to."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (is_safe and parts.hostname) or parts.username or parts.query or parts.fragment:
        raise ConfigurationInvalid(
            "The address of the runner cannot be used.",
            where="TILLSTREAM_RUNNER_URL",
            found=f"{parts.scheme}://{parts.hostname or ''}",
            expected="https://host, without a user, a query or a fragment",
            next_step="correct the setting",
        )
    return url.rstrip("/")
