"""Wherever a file is cut into pieces while it is read, what becomes of it is the same."""

from dataclasses import replace
from functools import cache

import pytest

from tests.corpus.case import Case, text_cases
from tests.corpus.encoded import encoded_cases
from tests.corpus.outcome import Outcome, outcome_of
from tests.corpus.packed import packed_cases

# Read in pieces it is refused for what the damage made of its header, before the damage itself is met.
_TOLD_APART = "packed: a damaged zip in deflate"
CASES = {case.name: case for case in (*text_cases(), *encoded_cases(), *packed_cases()) if case.name != _TOLD_APART}
NASTY = (
    "quotes: a quote escaped by a backslash",
    "quotes: an unclosed quote that a later quoted field seems to close",
    "quotes: quotes around each field, doubled quotes, line ends and delimiters inside",
    "quotes: a misplaced quote in the last field, and in the last row without a line end",
    "quotes: a quote that never closes within the longest row",
    "rows: a CR before CR LF",
    "rows: a lone CR between two rows",
    "rows: a row longer than a row may be ends the file",
    "headers: a byte order mark before a row in the middle",
    "ends: empty lines behind a trailer",
    "ends: a trailer twice, the first as a row that is refused",
    "json_lines: halves of surrogate pairs, wherever they stand",
    "json_lines: members that only some rows have",
    "json_lines: a line longer than a row may be ends the file",
    "fixed_width: characters of several bytes count once",
    "fixed_width: a lone CR, and CR LF beside LF",
    "fixed_width: a line without an end in sight",
    "encoded: Latin letters in utf-16",
    "encoded: Japanese",
    "packed: gzip of two members",
    "packed: gzip with text behind it",
    "packed: a zip with a folder",
)


@cache
def whole(name: str) -> Outcome:
    return replace(outcome_of(CASES[name]), said="")


def in_pieces(case: Case, chunk_bytes: int) -> Outcome:
    return replace(outcome_of(case, chunk_bytes=chunk_bytes), said="")


@pytest.mark.parametrize("name", CASES)
def test_the_size_of_a_piece_does_not_matter(name: str) -> None:
    assert [size for size in (1, 3, 16) if in_pieces(CASES[name], size) != whole(name)] == []


@pytest.mark.parametrize("name", NASTY)
def test_no_split_point_matters_where_texts_are_nasty(name: str) -> None:
    differing = [size for size in range(1, 41) if in_pieces(CASES[name], size) != whole(name)]
    assert differing == []
