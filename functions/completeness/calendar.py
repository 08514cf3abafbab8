"""The calendar of expected files: the section `expects` of a source's YAML.

One expectation says for some stores of which business dates a file is to be there, under what name, and by when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from functions.completeness.name_pattern import NamePattern, NameReader

type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _local_time(value: Any) -> time:
    # YAML reads 10:30 without quotes as the number 630.
    if isinstance(value, str) and len(value) == len("HH:MM"):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError('expected a local time in quotes, "HH:MM" from "00:00" to "23:59"')


def _pattern(value: str) -> str:
    NamePattern.parse(value)
    return value


def _store(value: str | int) -> str:
    store = str(value)
    if not store or "/" in store:
        raise ValueError("expected a store as it stands in file names")
    return store


Store = Annotated[str | int, AfterValidator(_store)]


class Expectation(BaseModel):
    """The files that are expected of some stores.

    file           the name below dataset/source/, with {store}, {date:%Y%m%d} and * in it
    stores         the stores as they stand in the name; none where the name has no {store}: one file for all
    opening_days   the weekdays with a file; closed takes dates away, also_open adds some
    first, last    `from` and `until`: the business dates between which files are expected, both included
    by             local time of the source at which the file of a business date is due, days_after days later
    files          how many files with different content a store delivers for one business date
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    dataset: str
    file: Annotated[str, AfterValidator(_pattern)]
    stores: list[Store] = Field(default_factory=list)
    opening_days: list[Weekday] = Field(default_factory=lambda: list(WEEKDAYS), min_length=1)
    closed: list[date] = Field(default_factory=list)
    also_open: list[date] = Field(default_factory=list)
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="until")
    by: Annotated[time, BeforeValidator(_local_time)]
    days_after: int = Field(default=1, ge=0, le=31)
    files: int = Field(default=1, ge=1, le=1000)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        stores = [str(store) for store in self.stores]
        mistakes = [
            f"{what}: found {', '.join(str(one) for one in sorted(found))}, expected {expected}"
            for what, found, expected in (
                ("stores", {store for store in stores if stores.count(store) > 1}, "each store once"),
                ("closed and also_open", set(self.closed) & set(self.also_open), "a date in one of them only"),
            )
            if found
        ]
        if bool(stores) != self.pattern.names_the_store:
            mistakes.append("expected both stores and {store} in file, or neither")
        if self.first and self.last and self.last < self.first:
            mistakes.append(f"until: found {self.last}, expected {self.first} (from) or later")
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    @cached_property
    def pattern(self) -> NamePattern:
        """The pattern of the file's name."""
        return NamePattern.parse(self.file)

    @cached_property
    def of_our_stores(self) -> NameReader:
        """Reads the names of the stores that are listed."""
        return self.pattern.reader(self.store_names or None)

    @cached_property
    def of_any_store(self) -> NameReader:
        """Reads the names of any store."""
        return self.pattern.reader(None)

    @cached_property
    def store_names(self) -> frozenset[str]:
        """The stores as they stand in names."""
        return frozenset(str(store) for store in self.stores)

    def expects(self, day: date) -> bool:
        """Whether a file of this business date is expected."""
        if (self.first and day < self.first) or (self.last and day > self.last) or day in self.closed:
            return False
        return day in self.also_open or WEEKDAYS[day.weekday()] in self.opening_days

    def due_at(self, day: date, zone: ZoneInfo) -> datetime:
        """When the file of a business date is due, UTC.

        A local time that comes twice on the night when clocks go back is its second coming, and one that is skipped
        when they go forward is as long after the change as it would have been: nothing is due too early.
        """
        local = datetime.combine(day + timedelta(days=self.days_after), self.by, zone)
        return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))

    def days_due(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[date]:
        """The business dates whose file is due after one moment and not after another, in order."""
        day = after.astimezone(zone).date() - timedelta(days=self.days_after + 1)
        while (due := self.due_at(day, zone)) <= until:
            if due > after and self.expects(day):
                yield day
            day += timedelta(days=1)


def _of_delivered_datasets(expects: list[Expectation], info: ValidationInfo) -> list[Expectation]:
    delivered = info.data.get("datasets")
    unknown = sorted({one.dataset for one in expects} - set(delivered)) if delivered is not None else []
    if unknown:
        raise ValueError(f"found {', '.join(unknown)}, expected datasets that the source delivers")
    return expects


Expects = Annotated[list[Expectation], AfterValidator(_of_delivered_datasets)]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What one source is expected to deliver, by its own clock."""

    source: str
    time_zone: str
    expects: tuple[Expectation, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the source."""
        return ZoneInfo(self.time_zone)
