"""What a dimension has to hold, by its rules alone: each id walked through, day by day. Simple and slow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

DAY = timedelta(days=1)


@dataclass(frozen=True)
class File:
    """A file of customers that is live; rows are (business date or None, delivery or None, id, name)."""

    source: str
    version: str
    landed_at: datetime
    quarantined: int
    rows: tuple[tuple[date | None, str | None, int, str | None], ...]


@dataclass(frozen=True)
class Version:
    """A version of an id, whose files say so (None: of several), and the (file version, row number) that began it."""

    id: int
    name: str | None
    valid_from: date
    valid_to: date
    fact_from: date
    fact_to: date
    source: str | None
    begun_by: tuple[str, int]


def expected_versions(files: Iterable[File]) -> set[Version]:
    """The versions of all ids."""
    said: dict[tuple[int, date], tuple[Any, ...]] = {}
    full: set[tuple[str, date]] = set()
    doubtful: set[tuple[str, date]] = set()
    for file in files:
        for number, (stated, delivery, id_, name) in enumerate(file.rows, start=1):
            day = stated or file.landed_at.astimezone(UTC).date()
            statement = (file.landed_at, file.version, number, file.source, name)
            said[id_, day] = max(said.get((id_, day), statement), statement, key=lambda each: each[:3])
            if delivery == "full":
                full.add((file.source, day))
                if file.quarantined:
                    doubtful.add((file.source, day))
    snapshots = full - doubtful
    days = sorted({day for _, day in said})
    return {version for id_ in {id_ for id_, _ in said} for version in _of_one(id_, days, said, snapshots)}


def _of_one(
    id_: int, days: list[date], said: dict[tuple[int, date], tuple[Any, ...]], snapshots: set[tuple[str, date]]
) -> list[Version]:
    spans: list[dict[str, Any]] = []
    holds, source = False, None
    for day in days:
        if (id_, day) in said:
            _, file_version, number, source, name = said[id_, day]
            if holds and spans[-1]["name"] == name:
                spans[-1]["sources"].add(source)
                continue
            if holds:
                spans[-1]["to"] = day - DAY
            spans.append({"name": name, "from": day, "to": date.max, "by": (file_version, number), "sources": {source}})
            holds = True
        elif holds and (source, day) in snapshots:
            spans[-1]["to"] = day - DAY
            holds = False
    starts = [span["from"] for span in spans]
    fact_from = [date.min, *starts[1:]]
    fact_to = [*(start - DAY for start in starts[1:]), date.max]
    return [
        Version(id_, span["name"], span["from"], span["to"], first, last, _only(span["sources"]), span["by"])
        for span, first, last in zip(spans, fact_from, fact_to, strict=True)
    ]


def _only(sources: set[str]) -> str | None:
    return next(iter(sources)) if len(sources) == 1 else None
