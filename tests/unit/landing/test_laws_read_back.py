"""What stands in a sound file stands in bronze, value by value: every type, in every format."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from functions.landing.reading.block import LONGEST_ROW_BYTES
from fuzz.judge import Given, outcome_of
from fuzz.tills import till_of
from tests.unit.landing.sound_values import (
    NASTY,
    PLAIN,
    WIDTHS,
    ZONES,
    Row,
    csv_file,
    fixed_file,
    json_file,
    loaded,
    parquet_file,
    rows,
    workbook,
)

ZONE = st.sampled_from(ZONES)


def bronze(content: bytes, time_zone: str, **source: Any) -> list[Row]:
    """The contract's columns of a file's rows, all of which must be good."""
    till = till_of({"name": "sound", "dataset": "every_type", "source": {"time_zone": time_zone, **source}})
    outcome = outcome_of(Given(till, content, None, "", 100_000, LONGEST_ROW_BYTES, one_thread=False), 100_000)
    assert (outcome.refused, outcome.quarantined) == ("", ())
    return [{name: row[name] for name in WIDTHS} for row in outcome.rows]


@given(
    given_=rows(NASTY),
    zone=ZONE,
    marks=st.sampled_from([(",", "."), (";", ","), ("\t", ".")]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quotes=st.booleans(),
)
def test_csv(given_: list[Row], zone: str, marks: tuple[str, str], line_end: str, quotes: bool) -> None:
    delimiter, mark = marks
    content = csv_file(given_, delimiter, mark, line_end, quotes=quotes)
    found = bronze(content, zone, format="csv", delimiter=delimiter, decimal_mark=mark)
    assert found == loaded(given_, zone)


@given(given_=rows(NASTY), zone=ZONE, ascii_only=st.booleans(), quotes=st.booleans())
def test_json_lines(given_: list[Row], zone: str, ascii_only: bool, quotes: bool) -> None:
    content = json_file(given_, ascii_only=ascii_only, quotes=quotes)
    assert bronze(content, zone, format="jsonl") == loaded(given_, zone)


@given(given_=rows(PLAIN.map(str.strip).filter(bool)), zone=ZONE, left=st.booleans(), pad=st.sampled_from(" ~"))
def test_fixed_width(given_: list[Row], zone: str, left: bool, pad: str) -> None:
    assume(not any("~" in (row["name"] or "") for row in given_))
    fields = [{"name": name, "width": width} for name, width in WIDTHS.items()]
    content = fixed_file(given_, pad, left=left)
    assert bronze(content, zone, format="fixed_width", pad=pad, fields=fields) == loaded(given_, zone)


@given(given_=rows(PLAIN.filter(lambda text: text.isprintable() and "_x" not in text)), zone=ZONE)
def test_workbooks(given_: list[Row], zone: str) -> None:
    assert bronze(workbook(given_), zone, format="xlsx") == loaded(given_, zone)


@given(given_=rows(NASTY), zone=ZONE)
def test_parquet(given_: list[Row], zone: str) -> None:
    assert bronze(parquet_file(given_), zone, format="parquet") == loaded(given_, zone)
