"""Months as a person types them."""

import re

from jobs.contracts.errors import ConfigurationInvalid


def checked_month(text: str) -> str:
    """The month as 'yyyy-MM'. Raises ConfigurationInvalid where it is none."""
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        return text
    raise ConfigurationInvalid(
        "That is not a month.",
        found=text,
        expected="yyyy-mm, for example 2026-09",
        next_step="give the month in that form",
    )
