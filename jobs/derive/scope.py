"""A part of time: the days and months that a batch makes stale, or all there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

# A predicate that names more days than this takes longer than the months that they lie in.
_DAYS_NAMED = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Some days and the months they lie in, some months beside them, or everything.

    days     business dates
    months   'yyyy-MM', those of the days among them
    """

    days: frozenset[date] = frozenset()
    months: frozenset[str] = frozenset()
    everything: bool = False

    @classmethod
    def of_days(cls, days: Iterable[date]) -> Self:
        """These days."""
        days = frozenset(days)
        return cls(days, frozenset(map(month_of, days)))

    @classmethod
    def of_months(cls, months: Iterable[str]) -> Self:
        """All days of these months."""
        months = frozenset(months)
        return cls(frozenset(day for month in months for day in days_of(month)), months)

    def __or__(self, other: "Scope") -> "Scope":
        if self.everything or other.everything:
            return EVERYTHING
        return Scope(self.days | other.days, self.months | other.months)

    def __bool__(self) -> bool:
        return self.everything or bool(self.months)

    def and_beside(self, days: int, months: int) -> "Scope":
        """This part, so many days before and after each of its days, and so many months after each of its months."""
        if self.everything or not (days or months):
            return self
        around = {day + timedelta(days=step) for day in self.days for step in range(-days, days + 1)}
        following = frozenset(month_after(month, step) for month in self.months for step in range(months + 1))
        return Scope(frozenset(around), following | frozenset(map(month_of, around)))

    def by_days(self) -> "Scope":
        """This part as a table that is replaced by day takes it: whole months where it would name many days."""
        if self.everything:
            return self
        of_days = Scope.of_days(self.days)
        return Scope.of_months(of_days.months) if self.many_days else of_days

    @property
    def many_days(self) -> bool:
        """Whether it names so many days that it is told by its months."""
        return len(self.days) > _DAYS_NAMED

    @property
    def whole_months(self) -> bool:
        """Whether every day of its months is in it, so that its months tell it."""
        return all(day in self.days for month in self.months for day in days_of(month))

    def predicate(self, day_column: str = "") -> str:
        """The part as SQL over a table by sales_month; by its days too where their column is named."""
        if self.everything:
            return "true"
        # A month that is none beside them: of a single one Sail 0.7 takes rows for sorted, then misses the sorting.
        months = f"sales_month in ({', '.join(repr(month) for month in ('', *sorted(self.months)))})"
        if not day_column or self.whole_months:
            return months
        return f"{months} and {day_column} in ({', '.join(f'date{str(day)!r}' for day in sorted(self.days))})"

    def predicate_of_days(self, day_column: str) -> str:
        """The days of the part as SQL over a table without sales_month: by the bounds of spans, as files have them."""
        if self.everything:
            return "true"
        spans: list[list[date]] = []
        for day in sorted(self.days):
            if spans and spans[-1][-1] + timedelta(days=1) == day:
                spans[-1][-1] = day
            else:
                spans.append([day, day])
        return " or ".join(f"{day_column} between date'{first}' and date'{last}'" for first, last in spans) or "false"


NOTHING = Scope()
EVERYTHING = Scope(everything=True)


def month_of(day: date) -> str:
    """'yyyy-MM' of a date."""
    return f"{day:%Y-%m}"


def month_after(month: str, steps: int) -> str:
    """The month so many months later, earlier where steps is negative."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + steps, 12)
    return f"{year:04}-{number + 1:02}"


def days_of(month: str) -> list[date]:
    """The days of a month, in order."""
    first, after = (date.fromisoformat(f"{each}-01") for each in (month, month_after(month, 1)))
    return [first + timedelta(days=step) for step in range((after - first).days)]
