"""Few lines that are worked on as many are: month by month."""

import pytest

from jobs.derive import sources
from jobs.silver import sales_record, shared_keys


def taken_for_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on any lines are more than are taken at once, in silver and in what is built of it."""
    for module in (sources, sales_record):
        monkeypatch.setattr(module, "AT_ONCE", 0)
    monkeypatch.setattr(shared_keys, "_KEYS_AT_ONCE", 2)
