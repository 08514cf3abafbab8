"""The queue messages: claim checks that say where to look, never data."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self


class _Json:
    """Writes itself as JSON, and reads itself back, ignoring fields that a newer writer added."""

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)  # type: ignore[call-overload]  # every subclass is a dataclass

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        fields: dict[str, Any] = json.loads(text)
        known = cls.__dataclass_fields__  # type: ignore[attr-defined]
        return cls(**{name: value for name, value in fields.items() if name in known})


@dataclass(frozen=True, slots=True)
class FileLanded(_Json):
    """On transform-requests: this version has landed. With no version it means: look whether anything waits."""

    dataset: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class RunRequest(_Json):
    """What a runner is asked to run.

    kind 'refresh' reads the manifest (a path in bronze/); with full, silver and gold are built anew from it; with a
    month or an as_of and no manifest, that month of gold and its snapshots are built anew from silver.
    kind 'incentive' computes the pay of `month` ('yyyy-MM').
    kind 'upkeep' compacts the tables.
    as_of ('yyyy-MM-dd') is the date that snapshots look back from; '' for the last business date with sales.
    attempt counts from 1: a run that is tried again keeps its id, and each try is told apart by its number.
    number grows from run to run (a fencing token): tables that a run has changed are changed by none before it. It is
    0 for a run that is asked for by hand, which nothing is known of.
    """

    run_id: str
    kind: str
    manifest: str = ""
    full: bool = False
    month: str = ""
    as_of: str = ""
    attempt: int = 1
    number: int = 0

    def failed(self, error: str, code: str = "") -> "RunFinished":
        """That this try of the run failed."""
        return RunFinished(self.run_id, "failed", error=error, code=code, attempt=self.attempt)


@dataclass(frozen=True, slots=True)
class RunFinished(_Json):
    """On transform-results, and beside a run's manifest: how it ended.

    state is 'succeeded' or 'failed'; seconds says where the time went; attempt is the try that it is said of, 0 for
    whichever was the last.
    """

    run_id: str
    state: str
    error: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    code: str = ""
    attempt: int = 0
