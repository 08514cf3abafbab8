"""What Event Grid's message says of a dropped file. The event is a hint and no more: what counts is what lies there."""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from jobs.contracts.names import ANNOUNCED_CALLS, ANNOUNCED_TYPES, LANDING


def announced_path(body: bytes | str) -> str | None:
    """The landing path that an event of the lake's account speaks of; None where it tells of no file in landing/.

    An event of zero bytes tells of none: a directory looks like that too, and the sweep knows them apart.
    Raises ValueError where the message is no event.
    """
    event = json.loads(body)
    if not isinstance(event, dict) or not isinstance(data := event.get("data"), dict):
        raise ValueError("the message is no event of Event Grid")  # noqa: TRY004  # one error for whatever cannot be read
    if event.get("eventType") not in ANNOUNCED_TYPES or data.get("api") not in ANNOUNCED_CALLS:
        return None
    if data.get("contentLength") == 0:
        return None
    return _in_landing(data)


def _in_landing(data: dict[str, Any]) -> str | None:
    """The same for the Blob and the DFS endpoint: https://<account>.<service>/<file system>/<path>, percent-encoded."""
    address = data.get("destinationUrl") or data.get("url")
    if not isinstance(address, str):
        raise ValueError("the event names no file")  # noqa: TRY004  # as above
    file_system, _, path = unquote(urlsplit(address).path).lstrip("/").partition("/")
    return path if file_system == LANDING and path else None
