"""Few rows that are worked on as many are: sales month by month, dimensions a part of their ids at a time."""

import pytest

from jobs.derive import sources
from jobs.silver import build, put_versions, sales_record, shared_keys


def taken_for_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on any rows are more than are taken at once, in silver and in what is built of it."""
    for module in (build, sources, sales_record):
        monkeypatch.setattr(module, "AT_ONCE", 0)
    for module in (build, put_versions):
        monkeypatch.setattr(module, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(shared_keys, "_KEYS_AT_ONCE", 2)
