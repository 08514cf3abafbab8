"""What a run works on: the manifest's lines, read once, checked, and asked for what each step needs.

Versions and months end up inside SQL predicates, so nothing but hex digits and 'yyyy-MM' passes here.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jobs.contracts.errors import ConfigurationInvalid, RunFailed
from jobs.contracts.manifest import LOAD, REMOVE, ManifestLine, from_fields

_VERSION = re.compile(r"[0-9a-f]{8,64}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Batch:
    """The file versions of one run; full says that silver and gold are built anew; id and number are the run's."""

    id: str
    lines: tuple[ManifestLine, ...]
    full: bool = False
    number: int = 0

    def datasets(self) -> frozenset[str]:
        """The datasets that the batch loads or removes a version of."""
        return frozenset(line.dataset for line in self.lines)

    def loads(self, dataset: str) -> tuple[ManifestLine, ...]:
        """The versions of a dataset that go in."""
        return self._of(dataset, LOAD)

    def removes(self, dataset: str) -> tuple[ManifestLine, ...]:
        """The versions of a dataset that come out."""
        return self._of(dataset, REMOVE)

    def versions(self, dataset: str) -> tuple[str, ...]:
        """Every version of a dataset that the batch names, sorted: none of their earlier rows may stay."""
        return tuple(sorted({line.version for line in self.lines if line.dataset == dataset}))

    def of(self, dataset: str) -> tuple[ManifestLine, ...]:
        """What the batch does with a dataset's versions, in the manifest's order."""
        return tuple(line for line in self.lines if line.dataset == dataset)

    def months(self, dataset: str) -> tuple[str, ...]:
        """The months that these versions touch, sorted, 'yyyy-MM'.

        The manifest says so and silver does not: after half a run the rows that were taken out are gone.
        """
        return tuple(sorted({month for line in self.lines if line.dataset == dataset for month in line.months}))

    def rows(self, dataset: str) -> int:
        """The good rows that the batch loads of a dataset."""
        return sum(line.rows for line in self.loads(dataset))

    def in_parts(self, dataset: str, rows: int) -> Iterator["Batch"]:
        """The versions of a dataset that go in, so many at a time that they have no more rows, or one that has more."""
        part: list[ManifestLine] = []
        for line in self.loads(dataset):
            if part and sum(each.rows for each in part) + line.rows > rows:
                yield replace(self, lines=tuple(part))
                part = []
            part.append(line)
        if part:
            yield replace(self, lines=tuple(part))

    def of_month(self, dataset: str, month: str) -> "Batch":
        """What the batch does with those versions of a dataset that touch a month."""
        return replace(self, lines=tuple(line for line in self.of(dataset) if month in line.months))

    def _of(self, dataset: str, action: str) -> tuple[ManifestLine, ...]:
        return tuple(line for line in self.lines if line.dataset == dataset and line.action == action)


def read_batch(run_id: str, texts: Iterable[str], *, full: bool, where: str, number: int = 0) -> Batch:
    """The batch that the lines of a manifest describe (JSON Lines, one file version a line).

    Raises RunFailed where the manifest is empty, a line is no manifest line, or a version is both loaded and removed.
    """
    lines = tuple(_line(text, number, where) for number, text in enumerate(texts, start=1) if text)
    if not lines:
        raise RunFailed(
            "The manifest names no file version, or is not there.",
            where=where,
            expected="at least one line",
            next_step="ask for the run again, so that its manifest is written anew",
        )
    loaded = {line.version for line in lines if line.action == LOAD}
    both = sorted(loaded & {line.version for line in lines if line.action == REMOVE})
    if both:
        raise RunFailed("The manifest both loads and removes a version.", where=where, found=", ".join(both[:5]))
    return Batch(run_id, lines, full, number)


def is_month(text: str) -> bool:
    """Whether the text is a month, 'yyyy-MM'."""
    return _MONTH.fullmatch(text) is not None


def checked_month(text: str) -> str:
    """The month, which a request gives as text. Raises ConfigurationInvalid where it is none."""
    if not is_month(text):
        raise ConfigurationInvalid("The month cannot be read.", found=text, expected="yyyy-MM, for example 2026-07")
    return text


def _line(text: str, number: int, where: str) -> ManifestLine:
    try:
        line = from_fields(json.loads(text))
    except (ValueError, TypeError, AttributeError) as error:
        raise _refused(where, number, f"{type(error).__name__}") from error
    if line.action not in (LOAD, REMOVE):
        raise _refused(where, number, "an unknown action")
    if not _VERSION.fullmatch(line.version):
        raise _refused(where, number, "a version that is not hex digits")
    if not all(isinstance(paths, tuple) for paths in (line.bronze, line.replaces, line.months)):
        raise _refused(where, number, "one path or month where a list belongs")
    if not all(is_month(str(month)) for month in line.months):
        raise _refused(where, number, "a month that is not yyyy-MM")
    return line


def _refused(where: str, number: int, found: str) -> RunFailed:
    return RunFailed(
        "A line of the manifest cannot be used.",
        where=f"{where}, line {number}",
        found=found,
        expected="a manifest line as jobs.contracts.manifest writes it",
        next_step="ask for the run again, so that its manifest is written anew",
    )
