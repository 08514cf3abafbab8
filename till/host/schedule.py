"""Timer schedules: the six fields of Azure Functions (second minute hour day month weekday), in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from cronsim import CronSim, CronSimError

_FIELDS = 6
# What cronsim knows and the timers of Azure Functions do not: last day, nearest weekday, nth weekday, 7 for Sunday.
_FOREIGN_DAY = re.compile(r"[LW]")
_FOREIGN_WEEKDAY = re.compile(r"[L#]|(?<![/\d])7")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a timer is due."""

    expression: str

    @classmethod
    def parse(cls, expression: str) -> Self:
        """The schedule of an expression. Raises ValueError saying what is wrong with it."""
        fields = expression.upper().split()
        if len(fields) != _FIELDS:
            raise ValueError(f"the schedule {expression!r} has {len(fields)} fields; expected six, seconds first")
        day, weekday = fields[3], fields[5]
        if _FOREIGN_DAY.search(day) or _FOREIGN_WEEKDAY.search(weekday):
            raise ValueError(f"the schedule {expression!r} uses L, W, # or weekday 7, unknown to Azure Functions")
        if not day.startswith("*") and not weekday.startswith("*"):
            # cron takes either, Azure Functions both: the two would run on different days.
            raise ValueError(f"the schedule {expression!r} sets both day and weekday; expected * in one of them")
        schedule = cls(" ".join(fields))
        try:
            schedule.next_after(datetime(2024, 1, 1, tzinfo=UTC))
        except (CronSimError, StopIteration) as error:
            reason = str(error) or "it never comes due"
            raise ValueError(f"the schedule {expression!r} is not valid: {reason}") from error
        return schedule

    def next_after(self, moment: datetime) -> datetime:
        """The first time after the moment at which the timer is due, UTC."""
        return next(CronSim(self.expression, moment.astimezone(UTC)))
