"""Months and dates as a person types them."""

from datetime import date

from jobs.batch import is_month
from jobs.contracts.errors import ConfigurationInvalid


def checked_month(text: str) -> str:
    """The month as 'yyyy-MM'. Raises ConfigurationInvalid where it is none."""
    if is_month(text):
        return text
    raise ConfigurationInvalid(
        "That is not a month.",
        found=text,
        expected="yyyy-mm, for example 2026-09",
        next_step="give the month in that form",
    )


def checked_date(text: str) -> str:
    """The date as 'yyyy-MM-dd'. Raises ConfigurationInvalid where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ConfigurationInvalid(
            "That is not a date.",
            found=text,
            expected="yyyy-mm-dd, for example 2026-09-30",
            next_step="give the date in that form",
        ) from error
