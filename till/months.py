"""Months as a person types them."""

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
