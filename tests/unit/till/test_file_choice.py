"""Which file a person means by a path, a part of it, or the beginning of a version id."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.ledger.entries import FileEntry
from jobs.contracts.errors import UnknownFile
from till.file_choice import chosen_file

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(path: str, version: str, second: int = 0) -> FileEntry:
    at = NOON + timedelta(seconds=second)
    return FileEntry("pos_sales", "shop", path, version, "c", "landed", "e", "raw", 1, at, at)


ENTRIES = [
    entry("pos_sales/shop/a.csv", "aaaa1111", 1),
    entry("pos_sales/shop/a.csv", "bbbb2222", 2),
    entry("pos_sales/shop/a.csv.gz", "cccc3333"),
    entry("pos_sales/shop/cccc.csv", "dddd4444"),
]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("pos_sales/shop/a.csv", "bbbb2222"),
        ("a.csv.gz", "cccc3333"),
        ("aaaa", "aaaa1111"),
        ("cccc", "cccc3333"),
        ("cccc.", "dddd4444"),
    ],
)
def test_a_whole_path_goes_before_an_id_and_an_id_before_a_part_of_a_path(text: str, version: str) -> None:
    assert chosen_file(ENTRIES, text).version == version


@pytest.mark.parametrize("text", ["a.csv", "shop", ""])
def test_files_on_several_paths_are_listed_and_none_is_taken(text: str) -> None:
    with pytest.raises(UnknownFile, match=r"a\.csv\.gz \(cccc3333\)") as error:
        chosen_file(ENTRIES, text)
    assert error.value.exit_code == 2


def test_a_text_that_names_no_file_is_refused() -> None:
    with pytest.raises(UnknownFile, match="knows no such file"):
        chosen_file(ENTRIES, "z.csv")
