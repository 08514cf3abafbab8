"""What rows bring beside the columns that the file's first row named: what the contract asks for is taken from there.

Only formats whose rows may each have columns of their own (JSON Lines) know such values.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from functions.landing.checking.arrow import Array
from functions.landing.checking.layout import CONTROL_CHARACTER, Feed, Layout
from functions.landing.checking.parsing import Fault
from functions.landing.reading.block import Block

_CONTROL = re.compile(CONTROL_CHARACTER)


def with_late_columns(block: Block, layout: Layout) -> tuple[Block, Layout]:
    """The block with a column more, and the layout to it, for each contract column that some row is first to bring."""
    if not block.others or not any(block.others):
        return block, layout
    columns, others, feeds = list(block.columns), list(block.others), list[Feed]()
    for feed in layout.feeds:
        name = _brought(feed, others)
        if name is not None:
            feed = replace(feed, position=len(columns))
            columns.append(pa.array([row.get(name) for row in others], pa.string()))
            others = [{other: text for other, text in row.items() if other != name} for row in others]
        feeds.append(feed)
    return replace(block, columns=columns, others=others), replace(layout, feeds=tuple(feeds))


def own_control_faults(others: Sequence[dict[str, str]]) -> list[tuple[Fault, Array]]:
    """Where a row's own column has a control character in its name or text, with all such texts of the row."""
    where: dict[str, list[int]] = {}
    shown = [""] * len(others)
    for position, row in enumerate(others):
        for name, text in row.items():
            if _CONTROL.search(text) or _CONTROL.search(name):
                where.setdefault(name, []).append(position)
                shown[position] += text
    texts: Array = pa.array(shown, pa.string())
    expected = "text without control characters"
    return [(Fault("control-character", name, rows, expected), texts) for name, rows in where.items()]


def _brought(feed: Feed, others: Sequence[dict[str, str]]) -> str | None:
    if feed.position is not None or not feed.entry.is_from_file:
        return None
    return next((name for name in feed.entry.names(feed.column.name) if any(name in row for row in others)), None)
