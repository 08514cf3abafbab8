"""`python -m till.stack.outside`: the job process for storage and a host that are not the stack's.

For those who run Azurite by docker compose and the functions by Core Tools: reads local.settings.json, creates the
containers, queues and the table in that storage, and becomes the warm job process that the app hands its runs to.
"""

import json
import os
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from jobs.contracts.errors import ConfigurationInvalid, TillstreamError
from till.output import say, show_error
from till.settings import REPOSITORY, app_settings
from till.stack.environment import LAKE_ROOT, azurite_environment
from till.stack.storage import prepare_storage
from till.stack.token import ensure_token

_SETTINGS = REPOSITORY / "local.settings.json"
_NEEDED = ("AzureWebJobsStorage", "LAKE", "TILLSTREAM_RUNNER_URL", "TILLSTREAM_RUNNER_TOKEN_FILE")


def main() -> NoReturn:
    """Becomes the job process, or exits with the code of what is wrong."""
    try:
        values = _values()
        prepare_storage(values["AzureWebJobsStorage"])
        token_file = REPOSITORY / values["TILLSTREAM_RUNNER_TOKEN_FILE"]
        token_file.parent.mkdir(parents=True, exist_ok=True)
        ensure_token(token_file)
    except TillstreamError as error:
        show_error(error)
        sys.exit(error.exit_code)
    _become_the_job_process(values, token_file)


def _become_the_job_process(values: dict[str, str], token_file: Path) -> NoReturn:
    port = urlsplit(values["TILLSTREAM_RUNNER_URL"]).port or 0
    say(f"Storage is prepared. The job process listens on port {port}; start the functions with: func start")
    endpoints = dict(part.partition("=")[::2] for part in values["LAKE"].split(";"))
    command = [sys.executable, "-m", "till.warm", "--engine", "embedded", "--lake", LAKE_ROOT]
    command += ["--port", str(port), "--token-file", str(token_file)]
    blob_port = urlsplit(endpoints["BlobEndpoint"]).port or 0
    os.execve(sys.executable, command, {**app_settings(), **values, **azurite_environment(blob_port)})  # noqa: S606


def _values() -> dict[str, str]:
    try:
        values: dict[str, str] = json.loads(_SETTINGS.read_text(encoding="utf-8"))["Values"]
        missing = [name for name in _NEEDED if not values.get(name)]
    except (OSError, ValueError, KeyError) as error:
        values, missing = {}, [f"{type(error).__name__}: {error}"]
    if missing:
        raise ConfigurationInvalid(
            "The app's local settings cannot be used.",
            where=str(_SETTINGS),
            found="missing: " + ", ".join(missing),
            expected="the settings that local.settings.example.json lists",
            next_step="cp local.settings.example.json local.settings.json",
        )
    return values


if __name__ == "__main__":
    main()
