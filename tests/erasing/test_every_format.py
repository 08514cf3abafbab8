"""A person is blanked in files of every format, and in mended rows; every other row is as it was."""

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from functions.adapters.clients import blob_service
from functions.adapters.rows import Put
from functions.clock import utc_now
from functions.erasing.erase import erase
from functions.erasing.leftovers import delete_leftovers
from functions.erasing.person import Person
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.replay import replay
from functions.landing.returned import return_rows
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from jobs.contracts.errors import FileArchived, StillUnderWay
from jobs.contracts.names import BRONZE, LANDING, RAW
from tests.conftest import Azurite
from tests.erasing.search import found_in
from tests.integration.desk import landing_desk

NAMES = ["customer_id", "first_name", "last_name", "address", "customer_joining_date", "email"]
OWN = ["4017", "Zoltanka", "Quibbleworth", "Xylophone Row", "2024-02-03", "zq@quibble"]
ANNA = ["4018", "Annabelle", "Stäys", "Long Lane", "2024-02-04", "anna@stays"]
LATE = ["4019", "Bartholomew", "Broken", "End", "1890-01-01", "b@b"]
ROWS = [OWN, ANNA, LATE]
WORDS = ("Zoltanka", "Quibbleworth", "Xylophone", "zq@quibble")
ALIKE = "customer: {}"
GERMAN = "customer: { columns: { first_name: { from: Vorname }, customer_id: { from: Kunde } } }"
WIDTHS = "fields: [" + ", ".join(f"{{ name: {name}, width: 14 }}" for name in NAMES) + "]"


def csv_of(names: list[str], mark: str = ",") -> str:
    return "".join(mark.join(row) + "\n" for row in [names, *ROWS])


def excel() -> bytes:
    book = openpyxl.Workbook()
    for row in [NAMES, *ROWS]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(NAMES)}), out)
    return out.getvalue()


def objects() -> bytes:
    lines = [dict(zip(NAMES[:-1], row, strict=False)) for row in ROWS]
    lines[0]["email"] = OWN[-1]  # a column that only this row brings
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def fixed() -> bytes:
    return "".join("".join(field.ljust(14) for field in row) + "\n" for row in ROWS).encode("cp1252")


FORMATS: dict[str, tuple[str, str, str, Callable[[], bytes]]] = {
    "csv": ("x.csv", "format: csv", ALIKE, lambda: csv_of(NAMES).encode()),
    "csv in another code": (
        "x.txt",
        "format: csv\nencoding: cp1252\ndelimiter: ';'",
        GERMAN,
        lambda: csv_of(["Kunde", "Vorname", *NAMES[2:]], ";").encode("cp1252"),
    ),
    "csv without a header": (
        "x.csv",
        f"format: csv\nheader: false\nfield_names: {NAMES}",
        ALIKE,
        lambda: csv_of(NAMES).partition("\n")[2].encode(),
    ),
    "csv with a trailer": (
        "x.csv",
        "format: csv\ntrailer: { pattern: 'T(?P<rows>[0-9]+)' }",
        ALIKE,
        lambda: (csv_of(NAMES) + "T3\n").encode(),
    ),
    "packed": ("x.csv.gz", "format: csv", ALIKE, lambda: gzip.compress(csv_of(NAMES).encode())),
    "json lines": ("x.jsonl", "format: jsonl", ALIKE, objects),
    "packed json lines": ("x.jsonl.gz", "format: jsonl", ALIKE, lambda: gzip.compress(objects())),
    "fixed width": ("x.txt", f"format: fixed_width\nencoding: cp1252\n{WIDTHS}", ALIKE, fixed),
    "excel": ("x.xlsx", "format: xlsx", ALIKE, excel),
    "parquet": ("x.parquet", "format: parquet", ALIKE, parquet),
}


@pytest.fixture(scope="module")
def desk(lone_azurite: Azurite, tmp_path_factory: pytest.TempPathFactory) -> LandingDesk:
    return replace(landing_desk(lone_azurite), sources=tmp_path_factory.mktemp("sources"))


def described(desk: LandingDesk, how: str, columns: str) -> str:
    source = f"s{uuid4().hex[:8]}"
    text = f"source: {source}\ndescription: A till.\n{how}\ntime_zone: UTC\ndatasets:\n  {columns}\n"
    (desk.sources / f"{source}.yaml").write_text(text, encoding="utf-8")
    return source


def dropped(desk: LandingDesk, source: str, name: str, content: bytes) -> FileEntry:
    path = f"customer/{source}/{name}"
    desk.blobs.put(LANDING, path, io.BytesIO(content))
    entry = land(desk, path)
    assert entry is not None
    settle(desk)
    return entry


def settle(desk: LandingDesk) -> None:
    desk.pending.settle(desk.pending.lines(), "a run", utc_now())


def now(desk: LandingDesk, entry: FileEntry) -> tuple[FileEntry, ContentEntry]:
    after = FileEntry.of(desk.rows.get("customer", f"version:{entry.version}"))
    content = ContentEntry.of(desk.rows.get("customer", f"content:{entry.content}"))
    assert after is not None
    assert content is not None
    return after, content


def bronze_rows(desk: LandingDesk, content: ContentEntry) -> dict[int, dict[str, Any]]:
    tables = [pq.read_table(io.BytesIO(desk.blobs.read(BRONZE, path, at_most=2**24))) for path in content.bronze]
    return {row["row_number"]: row for table in tables for row in table.to_pylist()}


def erased(desk: LandingDesk, person: Person) -> list[str]:
    """The paths of what was erased; all is cleared away as after a run."""
    files = list(erase(desk, "customer", person))
    settle(desk)
    replaced = {path for each in files for path in each.replaced}
    delete_leftovers(desk, "customer", person, replaced=replaced, before=utc_now())
    return [each.path for each in files]


@pytest.mark.parametrize("form", FORMATS)
def test_a_person_goes_and_every_other_row_stays(desk: LandingDesk, lone_azurite: Azurite, form: str) -> None:
    name, how, columns, written = FORMATS[form]
    source = described(desk, how, columns)
    entry = dropped(desk, source, name, written())
    assert (entry.state, entry.rows_in, entry.loaded, entry.quarantined) == (FileState.LANDED, 3, 2, 1), entry.error
    before, books = bronze_rows(desk, now(desk, entry)[1]), now(desk, entry)[1]
    assert before[1]["first_name"] == "Zoltanka"

    assert erased(desk, Person("4017")) == [entry.path]

    after, content = now(desk, entry)
    assert (after.rows_in, after.loaded, after.quarantined) == (3, 2, 1)
    assert content.violations == books.violations
    rows = bronze_rows(desk, content)
    assert rows[2] == before[2]
    assert rows[2]["last_name"] == "Stäys"
    assert {name: rows[1][name] for name in NAMES[:-1]} == {
        "customer_id": 4017,
        "first_name": None,
        "last_name": None,
        "address": None,
        "customer_joining_date": before[1]["customer_joining_date"],
    }
    assert found_in(blob_service(lone_azurite.connection), *WORDS) == {word: [] for word in WORDS}
    assert erased(desk, Person("4017")) == []
    assert [each.is_changed for each in replay(desk, now(desk, entry)[0])] == [False]


def test_what_a_person_has_mended_is_blanked_too(desk: LandingDesk, lone_azurite: Azurite) -> None:
    source = described(desk, "format: csv", ALIKE)
    late = [OWN[0], "Zoltanka", "Quibbleworth", "Xylophone Row", "1890-01-01", "zq@quibble"]
    entry = dropped(desk, source, "x.csv", "".join(",".join(row) + "\n" for row in [NAMES, late, ANNA]).encode())
    mended = "".join(",".join(row) + "\n" for row in [["tillstream_row", *NAMES], ["1", *OWN]])
    return_rows(desk, "customer", entry.content, mended.encode())
    settle(desk)
    assert now(desk, entry)[0].loaded == 2
    assert erased(desk, Person("04017 ")) == [entry.path]
    after, content = now(desk, entry)
    assert (after.loaded, after.quarantined) == (2, 0)
    rows = bronze_rows(desk, content)
    assert (rows[1]["customer_id"], rows[1]["first_name"], rows[2]["first_name"]) == (4017, None, "Annabelle")
    assert found_in(blob_service(lone_azurite.connection), *WORDS) == {word: [] for word in WORDS}
    assert erased(desk, Person("4017")) == []


def test_the_same_bytes_that_come_again_are_blanked_again(desk: LandingDesk, lone_azurite: Azurite) -> None:
    source, content = described(desk, "format: csv", ALIKE), csv_of(NAMES).replace("Lane", "Way").encode()
    entry = dropped(desk, source, "x.csv", content)
    assert erased(desk, Person("4017")) == [entry.path]
    again = dropped(desk, source, "y.csv", content)
    assert again.state == FileState.DUPLICATE
    assert found_in(blob_service(lone_azurite.connection), "Zoltanka")["Zoltanka"]
    assert erased(desk, Person("4017")) == [again.path]
    assert found_in(blob_service(lone_azurite.connection), *WORDS) == {word: [] for word in WORDS}
    assert bronze_rows(desk, now(desk, entry)[1])[2]["first_name"] == "Annabelle"
    assert erased(desk, Person("4017")) == []


def test_a_refused_row_that_says_no_more_than_the_id_is_nothing_to_erase(desk: LandingDesk) -> None:
    source = described(desk, "format: csv", ALIKE)
    late = [*OWN[:4], "1891-01-01", OWN[5]]
    entry = dropped(desk, source, "x.csv", "".join(",".join(row) + "\n" for row in [NAMES, late, ANNA]).encode())
    assert erased(desk, Person("4017")) == [entry.path]
    assert now(desk, entry)[0].quarantined == 1
    assert erased(desk, Person("4017")) == []


def test_another_whose_id_only_looks_alike_is_left_alone(desk: LandingDesk) -> None:
    source = described(desk, "format: csv", ALIKE)
    other = ["40170", *OWN[1:]]
    entry = dropped(desk, source, "x.csv", "".join(",".join(row) + "\n" for row in [NAMES, other, ANNA]).encode())
    assert erased(desk, Person("4017")) == []
    assert bronze_rows(desk, now(desk, entry)[1])[1]["first_name"] == "Zoltanka"
    assert erased(desk, Person("40170")) == [entry.path]


def test_while_a_file_is_being_landed_nobody_is_erased(desk: LandingDesk) -> None:
    source = described(desk, "format: csv", ALIKE)
    entry = dropped(desk, source, "x.csv", csv_of(NAMES).replace("Lane", "Street").encode())
    change = replace(now(desk, entry)[0], state=FileState.RECEIVED)
    row = desk.rows.get("customer", f"version:{entry.version}")
    assert row is not None
    desk.rows.commit("customer", Put(change.row(entry.version, row.etag)))
    with pytest.raises(StillUnderWay):
        list(erase(desk, "customer", Person("4017")))
    row = desk.rows.get("customer", f"version:{entry.version}")
    assert row is not None
    desk.rows.commit("customer", Put(replace(change, state=FileState.LANDED).row(entry.version, row.etag)))
    assert erased(desk, Person("4017")) == [entry.path]


def test_an_archived_file_is_named_and_nothing_of_it_is_changed(desk: LandingDesk, lone_azurite: Azurite) -> None:
    source = described(desk, "format: csv", ALIKE)
    entry = dropped(desk, source, "x.csv", csv_of(NAMES).replace("Lane", "Alley").encode())
    kept = blob_service(lone_azurite.connection).get_blob_client(RAW, entry.raw)
    kept.set_standard_blob_tier("Archive")
    with pytest.raises(FileArchived, match=entry.raw):
        erased(desk, Person("4017"))
    assert bronze_rows(desk, now(desk, entry)[1])[1]["first_name"] == "Zoltanka"
    kept.set_standard_blob_tier("Hot")
    assert erased(desk, Person("4017")) == [entry.path]


def test_bytes_that_nothing_names_yet_are_left_to_who_is_writing_them(desk: LandingDesk) -> None:
    source = described(desk, "format: csv", ALIKE)
    raw = f"customer/{source}/0123456789abcdef/fedcba.csv"
    desk.blobs.write_new(RAW, raw, csv_of(NAMES).encode())
    ten = timedelta(minutes=10)
    young = delete_leftovers(desk, "customer", Person("4017"), replaced=(), before=utc_now() - ten)
    assert (young.deleted, young.left) == ({}, [f"raw/{raw}"])
    old = delete_leftovers(desk, "customer", Person("4017"), replaced=(), before=utc_now() + ten)
    assert (old.deleted, old.left) == ({"raw": 1}, [])
