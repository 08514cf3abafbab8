"""How commands print: JSON that keeps every digit, tables that lose nothing in a pipe, values that stay values."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from jobs.contracts.errors import FileRefused, TillstreamError
from till.output import plain, say, show, show_error, show_tables


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("10.00"), "10.00"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.005"), "-0.005"),
        (date(2026, 7, 1), "2026-07-01"),
        (datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "2026-07-01T12:30:00Z"),
        (datetime(2026, 7, 1, 12, 30, tzinfo=timezone(timedelta(hours=-5))), "2026-07-01T17:30:00Z"),
        (datetime(2026, 7, 1, 12, 30), "2026-07-01T12:30:00Z"),  # noqa: DTZ001 - what engines hand over
        (Path("a/b.csv"), "a/b.csv"),
        (None, None),
        (True, True),
        (3, 3),
        (float("nan"), None),
        (float("inf"), None),
        ([Decimal("1.50"), {"day": date(2026, 7, 1)}], ["1.50", {"day": "2026-07-01"}]),
    ],
)
def test_json_keeps_the_scale_of_decimals_and_the_zone_of_moments(value: object, shown: object) -> None:
    assert plain(value) == shown


def test_what_no_command_should_show_is_an_error() -> None:
    with pytest.raises(TypeError, match="bytes"):
        plain(b"raw")


def test_json_is_a_list_of_objects_on_stdout_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"name": "Crème", "paid": Decimal("3.10")}], title="Sales", as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out) == [{"name": "Crème", "paid": "3.10"}]
    assert err == ""


def test_no_rows_are_an_empty_list_in_json_and_a_message_beside_an_empty_stdout_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([], as_json=True)
    assert json.loads(capsys.readouterr().out) == []
    show([])
    assert capsys.readouterr() == ("", "Nothing to show.\n")


def test_a_table_in_a_pipe_is_as_wide_as_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    row: Mapping[str, object] = {f"column_{number}": str(number) * 60 for number in range(5)}
    show([row])
    out = capsys.readouterr().out
    assert any(all(str(value) in line for value in row.values()) for line in out.splitlines())


def test_a_table_shows_values_from_outside_as_they_are_without_their_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([{"path": "[bold]x[/bold]\x1b[2J", "paid": Decimal("3.10"), "late": True, "by": None}], title="[red]T[/red]")
    out = capsys.readouterr().out
    assert "[bold]x[/bold]\\x1b[2J" in out
    assert "[red]T[/red]" in out
    assert "3.10" in out
    assert "yes" in out
    assert "\x1b" not in out


def test_an_error_says_what_where_found_expected_and_what_to_do_next_on_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_error(
        FileRefused(
            "file-empty",
            "The file holds nothing.",
            where="landing/[x]/" + "long/" * 40,
            found="0 bytes",
            expected="a header",
            next_step="drop it again",
        )
    )
    assert capsys.readouterr() == (
        "",
        "Error: The file holds nothing. [file-refused]\n"
        f"  where: landing/[x]/{'long/' * 40}\n"
        "  found: 0 bytes\n"
        "  expected: a header\n"
        "  next: drop it again\n",
    )


def test_an_error_cannot_write_control_characters_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(TillstreamError("No.", found="\x1b]0;owned\x07"))
    assert "\x1b" not in capsys.readouterr().err


def test_messages_go_to_stderr_unwrapped(capsys: pytest.CaptureFixture[str]) -> None:
    say("word " * 60)
    assert capsys.readouterr() == ("", "word " * 60 + "\n")


def test_several_tables_are_one_json_document_and_nothing_is_said_to_be_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables: Mapping[str, list[Mapping[str, object]]] = {"files": [{"money": Decimal("1.50")}], "months": []}
    show_tables(tables, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"files": [{"money": "1.50"}], "months": []}
    show_tables(tables)
    shown = capsys.readouterr().out
    assert "Files" in shown
    assert "Months" not in shown
    show_tables({"files": [], "months": []})
    assert capsys.readouterr() == ("", "Nothing to show.\n")
