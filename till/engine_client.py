"""Asks the running stack's engine: SQL over silver and gold, answered by the warm job process."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jobs.contracts.errors import RunnerUnavailable, TillstreamError
from till.stack.state import Stack

_PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, column names to values; truncated where there were more than may be shown."""

    rows: list[dict[str, Any]]
    truncated: bool


class QueryRefused(TillstreamError):
    """Raised when the engine does not answer a query: it is not a reading one, or names what is not there."""

    exit_code = 2
    code = "query-refused"


def ask(stack: Stack, query: str) -> Answer:
    """The answer to a reading SQL statement; decimals, dates and times come as such.

    Raises QueryRefused with the engine's own words, RunnerUnavailable where the warm process does not answer.
    """
    request = urllib.request.Request(  # noqa: S310 - the address is the stack's own, on loopback
        f"{stack.warm_url}/sql",
        data=json.dumps({"query": query}).encode(),
        headers={"Authorization": f"Bearer {stack.token()}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as response:  # noqa: S310 - as above
            body = json.load(response)
    except urllib.error.HTTPError as error:
        raise _refused(json.load(error)) from error
    except OSError as error:
        raise RunnerUnavailable(
            "The warm job process does not answer.",
            where=stack.warm_url,
            found=str(error),
            expected="an engine that is up",
            next_step="till status, then till up",
        ) from error
    return answer_of(body)


def answer_of(body: dict[str, Any]) -> Answer:
    """The answer that the engine's side has made JSON of."""
    names = [column["name"] for column in body["columns"]]
    types = [column["type"] for column in body["columns"]]
    rows = [
        {name: _value(value, kind) for name, value, kind in zip(names, row, types, strict=True)} for row in body["rows"]
    ]
    return Answer(rows, body["truncated"])


def _refused(said: dict[str, str]) -> QueryRefused:
    return QueryRefused(
        said.get("what", said["error"]),
        where=said.get("where", ""),
        found=said.get("found", ""),
        expected=said.get("expected", ""),
        next_step=said.get("next_step", ""),
    )


def _value(value: Any, kind: str) -> Any:
    """The text of a decimal, a date or a moment as that; everything else as JSON has it."""
    if not isinstance(value, str):
        return value
    if kind.startswith("decimal"):
        return Decimal(value)
    if kind.startswith("date"):
        return date.fromisoformat(value)
    if kind.startswith("timestamp"):
        return datetime.fromisoformat(value)
    return value
