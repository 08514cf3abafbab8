"""The one place that reads the clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)
