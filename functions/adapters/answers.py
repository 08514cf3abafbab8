"""What is read of a service's answers: no more than fits, no longer than it may take, of an error its code alone."""

import json
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.exceptions import RequestException

from functions.clock import utc_now

_WHOLE_ANSWER = timedelta(seconds=60)
_LARGEST_ANSWER = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer and its JSON object, {} where it holds none."""

    status: int
    body: dict[str, Any]


def json_object(response: requests.Response) -> dict[str, Any]:
    """The object that the answer holds; {} where an answer that says no holds none. Raises RequestException."""
    content, until = b"", utc_now() + _WHOLE_ANSWER
    for part in response.iter_content(64 * 1024):
        content += part
        if len(content) > _LARGEST_ANSWER or utc_now() > until:
            raise RequestException("an answer without an end")
    try:
        body = json.loads(content or b"{}")
    except ValueError as error:
        if response.status_code // 100 == 2:
            raise RequestException("an answer that is no JSON") from error
        return {}
    return body if isinstance(body, dict) else {}


def seconds_of(retry_after: str) -> float:
    """What a Retry-After header asks for: seconds, or a date; 0 where it says nothing."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - utc_now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def code_of(body: dict[str, Any]) -> str:
    """The code of an error as Azure and Databricks name it; their messages may hold more than a log should."""
    inner = body.get("error")
    code = inner.get("code") if isinstance(inner, dict) else body.get("error_code")
    return f" ({code[:60]})" if isinstance(code, str) and code.replace("_", "").isalnum() else ""
