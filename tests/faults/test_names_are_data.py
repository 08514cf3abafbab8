"""File names are data: whatever a till calls its file, it lands, breaks no path and no line of text, or is refused."""

import io
import json
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.sweep import sweep
from functions.ledger.entries import FileEntry, FileState
from functions.ledger.story import last_seen
from jobs.contracts.errors import FileRefused
from jobs.contracts.names import LANDING
from jobs.contracts.paths import printable
from tests.conftest import Azurite
from tests.faults.books import assert_balanced, drop, new_content
from tests.faults.lander import logging_lander
from tests.integration.desk import landing_desk, unique
from till import cli
from till.operator import Operator

NAMES = [
    "a\nb.csv",
    "a\r\nfile_landed path=forged.csv",
    "a\tb.csv",
    "\x7f\x85\x9b31m.csv",
    "'a' \"b\" `c` {d} %s $HOME ; rm -rf.csv",
    "n" * 300 + ".csv",
    "مبيعات ٢٠٢٦.csv",
    "売上 三月.csv",
    "Übersicht e\u0301.csv",
    "🧾👩\u200d👩\u200d👧.csv",
    "50%2Foff%00%2e%2e%2f.csv",
    "a//b///c.csv",
    "sales.csv.",
    "x../y..csv",
    "sales\u202evsc.exe",
    "a\u2066b\u2069\u200b\ufeff\U000e0041.csv",
    "a\u2028b\u2029c.csv",
    "a?b=c&d#e.csv",
    "<script>alert(1)</script>[red]x[/red].csv",
]
IMPOSSIBLE = [
    "a\\b.csv",
    "../x.csv",
    "a/./b.csv",
    "a/..",
    "\x1b[31mred.csv",
    "a\x00b.csv",
    "a\uffff.csv",
    "a\ud800.csv",
]
PATIENCE_SECONDS = 60


def paths_of_all() -> list[str]:
    """A path for each name, and one for a name that only begins oddly."""
    return [f"pos_sales/standard/{unique('')}/{name}" for name in [*NAMES, "-rf.csv", " x .csv ", ".csv"]]


@pytest.fixture(scope="module")
def landed(desk: LandingDesk) -> list[FileEntry]:
    """Every name, dropped, found by listing, and landed."""
    dropped = [drop(desk, path) for path in paths_of_all()]
    listed = {blob.path for blob in desk.blobs.listing(LANDING)}
    assert [one.path for one in dropped if one.path not in listed] == []
    for one in dropped:
        assert land(desk, one.path)
    return [assert_balanced(desk, one) for one in dropped]


def test_every_name_lands_under_paths_of_plain_characters(landed: list[FileEntry]) -> None:
    ours = [path for entry in landed for path in (entry.raw, *entry.bronze, entry.quarantine)]
    assert [path for path in ours if not (path.isascii() and path.isprintable() and "%" not in path)] == []


def test_every_name_gives_one_line_of_the_log(azurite: Azurite, landed: list[FileEntry], tmp_path: Path) -> None:
    paths = [entry.path for entry in landed]
    process = logging_lander(Azurite(azurite.folder, azurite.ports), paths, tmp_path / "log")
    process.join(PATIENCE_SECONDS)
    assert process.exitcode == 0
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()  # at every line end that Unicode knows
    assert [json.loads(line)["path"] for line in lines] == [printable(path) for path in paths]
    assert all(line.isprintable() for line in lines)


def test_till_files_shows_every_name_on_one_line(
    azurite: Azurite,
    desk: LandingDesk,
    landed: list[FileEntry],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = drop(desk, f"pos_sales/standard/{unique('a')}\nError: forged\u202e.csv", b"no header at all\n")
    land(desk, refused.path)
    operator = Operator.at(SimpleNamespace(connection=azurite.connection))  # type: ignore[arg-type]  # all it asks for
    monkeypatch.setattr(Operator, "at_the_stack", lambda: operator)
    monkeypatch.setattr(sys, "argv", ["till", "files"])
    with pytest.raises(SystemExit):
        cli.main()
    shown = capsys.readouterr()
    for path in [refused.path, *(entry.path for entry in landed)]:
        assert len([line for line in shown.out.split("\n") if printable(path) in line]) == 1
    assert all(line.isprintable() for text in shown for line in text.split("\n"))
    assert not [line for line in shown.err.split("\n") if line.startswith("Error: forged")]


@pytest.mark.parametrize("name", IMPOSSIBLE, ids=ascii)
def test_a_name_that_storage_would_not_give_back_is_refused_before_it_is_written(desk: LandingDesk, name: str) -> None:
    with pytest.raises(FileRefused, match="rename") as refused:
        desk.blobs.put(LANDING, f"pos_sales/standard/{unique('')}/{name}", io.BytesIO(new_content()))
    assert refused.value.refusal == "path-malformed"
    assert all(line.isprintable() for line in str(refused.value).split("\n"))


def test_a_name_that_no_request_reaches_neither_leads_elsewhere_nor_stops_the_sweep(
    own_azurite: Azurite,
) -> None:
    """Azurite turns backslashes into slashes, so that a listing may name what a client cannot ask for."""
    desk = landing_desk(own_azurite)
    elsewhere = drop(desk)
    name = elsewhere.path.rpartition("/")[2]
    service = desk.blobs._service.get_container_client(LANDING)
    service.upload_blob(f"pos_sales/standard/up\\..\\{name}", new_content())
    (unreachable,) = [blob.path for blob in desk.blobs.listing(LANDING) if ".." in blob.path]
    assert land(desk, unreachable) is None
    assert last_seen(desk.rows, "pos_sales", elsewhere.path, elsewhere.etag) is None
    other = drop(desk)
    sweep(desk, timedelta(seconds=-5))
    for dropped in (elsewhere, other):
        entry = last_seen(desk.rows, "pos_sales", dropped.path, dropped.etag)
        assert entry is not None
        assert entry.state == FileState.LANDED
