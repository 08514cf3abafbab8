"""An engine in the command's own process, for a deployed environment: none stands there that could be asked."""

import os
from functools import cache

from functions.adapters.lake_access import engine_access
from functions.settings import Settings, settings
from jobs.contracts.errors import ConfigurationInvalid, RunFailed
from till.engine_client import Answer, QueryRefused, answer_of
from till.warm.answers import ROWS_AT_MOST


class OwnEngine:
    """The embedded engine on the lake of these settings, reached as an operator reaches it: by an identity, or a key.

    It holds a token for as long as that is good, an hour or so: as long as a command takes.
    Raises ConfigurationInvalid where the engine is not installed.
    """

    def __init__(self, of: Settings) -> None:
        try:
            from jobs.tables import Lake
            from till.warm.engine_side import EngineSide
        except ImportError as error:
            raise ConfigurationInvalid(
                "This command brings its own engine, which is not installed here.",
                found=f"no {error.name or error}",
                expected="Tillstream with the packages of its checkout",
                next_step="make setup in the checkout that is deployed, or ask through Synapse or Databricks",
            ) from error
        access = engine_access(of)
        os.environ.update({"RUST_LOG": "error", **access.environment})
        self._side = EngineSide("embedded", Lake(access.root), {})

    def ask(self, query: str) -> Answer:
        """The answer to a reading SQL statement. Raises QueryRefused with the engine's own words."""
        try:
            return answer_of(self._side.query(query, ROWS_AT_MOST))
        except (RunFailed, ConfigurationInvalid) as error:
            raise QueryRefused(
                error.what, where=error.where, found=error.found, expected=error.expected, next_step=error.next_step
            ) from error


@cache
def own_engine() -> OwnEngine:
    """The one engine of the process, on the lake that its settings name."""
    return OwnEngine(settings())
