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
_ONE_NAME = "a value under one of its names"


def with_late_columns(block: Block, layout: Layout) -> tuple[Block, Layout, list[tuple[Fault, Array]]]:
    """The block with a column more, and the layout to it, for each contract column that a row brings under a new name;
    and where a row has one under two of its names, with all that it has there.

    Which name a row has it under is looked at row by row, so that no row's value depends on the rows beside it.
    """
    if not block.others or not any(block.others):
        return block, layout, []
    columns, feeds, taken = list(block.columns), list[Feed](), set[str]()
    twice: list[tuple[Fault, Array]] = []
    for feed in layout.feeds:
        if names := _brought(feed, block.others):
            given = _given(feed, names, block)
            columns.append(pa.array([next(iter(texts), None) for texts in given], pa.string()))
            taken.update(names)
            twice += _named_twice(feed, given)
            feed = replace(feed, position=len(columns) - 1)
        feeds.append(feed)
    others = [{name: text for name, text in row.items() if name not in taken} for row in block.others]
    return replace(block, columns=columns, others=others), replace(layout, feeds=tuple(feeds)), twice


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


def _named_twice(feed: Feed, given: list[list[str]]) -> list[tuple[Fault, Array]]:
    where = [position for position, texts in enumerate(given) if len(texts) > 1]
    shown: Array = pa.array([" ".join(texts) for texts in given], pa.string())
    return [(Fault("duplicate-member", feed.column.name, where, _ONE_NAME), shown)] if where else []


def _brought(feed: Feed, others: Sequence[dict[str, str]]) -> list[str]:
    """The names of the contract column under which some row brings it beside the columns of the first row."""
    if not feed.entry.is_from_file:
        return []
    return [name for name in feed.entry.names(feed.column.name) if any(name in row for row in others)]


def _given(feed: Feed, names: list[str], block: Block) -> list[list[str]]:
    """The texts that each row has for the contract column, those that are empty left out."""
    others = block.others or ()
    first = [None] * len(others) if feed.position is None else block.columns[feed.position].to_pylist()
    given = [[text, *(row.get(name) for name in names)] for text, row in zip(first, others, strict=True)]
    return [[text for text in texts if text] for texts in given]
