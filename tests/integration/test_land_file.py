"""Files as they come, landed on real storage: what the ledger says, and what lies in bronze and quarantine."""

import gzip
import io
import json
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow.parquet as pq
import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileState
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from tests.conftest import Azurite
from tests.integration.desk import HEADER, dropped, landing_desk, sale, unique

JOURNEY = Path(__file__).parents[2] / ".." / "shared" / "data" / "complete_journey" / "transactions_sample.csv"
AT_MOST = 64 * 1024**2


@pytest.fixture(scope="module")
def desk(azurite: Azurite) -> LandingDesk:
    return landing_desk(azurite)


def standard(name: str = "sales.csv") -> str:
    return f"pos_sales/standard/{unique(name)}"


def with_customer() -> str:
    """A sale that no other test has, so that the content is new."""
    return sale(customer=str(uuid4().int % 10**15))


def test_a_good_file_lands_with_its_control_totals(desk: LandingDesk) -> None:
    content = HEADER + with_customer() + sale("2.50", date="2026-04-02") + sale("2.50", date="2026-04-02")
    entry = dropped(desk, content.encode(), standard())
    assert (entry.state, entry.rows_in, entry.loaded, entry.quarantined) == (FileState.LANDED, 3, 3, 0)
    assert (entry.total_cost, entry.min_date, entry.max_date) == ("8.00", "2026-03-01", "2026-04-02")
    assert entry.months == ("2026-03", "2026-04")
    assert desk.pending.is_waiting("pos_sales", entry.content)
    (path,) = entry.bronze
    bronze = pq.read_table(io.BytesIO(desk.blobs.read(BRONZE, path, at_most=AT_MOST)))
    assert bronze.column("file_version").to_pylist() == [entry.content] * 3
    assert bronze.column("row_number").to_pylist() == [1, 2, 3]
    assert desk.blobs.read(RAW, entry.raw, at_most=AT_MOST) == content.encode()


def test_a_bad_row_goes_to_quarantine_and_the_rest_lands(desk: LandingDesk) -> None:
    content = HEADER + with_customer() + sale("1.00", date="2026-02-30") + sale("4.00")
    entry = dropped(desk, content.encode(), standard())
    assert (entry.rows_in, entry.loaded, entry.quarantined, entry.total_cost) == (3, 2, 1, "7.00")
    line = json.loads(desk.blobs.read(QUARANTINE, entry.quarantine, at_most=AT_MOST))
    assert (line["row"], [violation["code"] for violation in line["violations"]]) == (2, ["not-a-date"])


@pytest.mark.parametrize(
    ("path", "content", "refusal"),
    [
        ("pos_sails/standard/{}", HEADER + sale(), "unknown-dataset"),
        ("pos_sales/no_such_till/{}", HEADER + sale(), "unknown-source"),
        ("customer/complete_journey/{}", HEADER + sale(), "unknown-source"),
        ("{}", HEADER + sale(), "path-malformed"),
        ("pos_sales/{}", HEADER + sale(), "path-malformed"),
        ("pos_sales/standard/{}", "", "file-empty"),
        ("pos_sales/standard/{}", HEADER, "header-only"),
        ("pos_sales/standard/{}", "\x00\x01\x02\x89PNG", "file-unreadable"),
        ("pos_sales/standard/{}", "store_id,sales_date,total_cost\n1,2026-01-01,1.00\n", "missing-mandatory-columns"),
    ],
)
def test_a_file_that_cannot_be_landed_is_refused_with_a_code_and_kept(
    desk: LandingDesk, path: str, content: str, refusal: str
) -> None:
    entry = dropped(desk, content.encode(), path.format(unique("x.csv")))
    assert (entry.state, entry.refusal) == (FileState.REJECTED, refusal)
    assert "next" in entry.error
    assert desk.blobs.read(RAW, entry.raw, at_most=AT_MOST) == content.encode() if content else True
    assert not desk.pending.is_waiting("pos_sales", entry.content)


def test_every_missing_column_is_named_at_once(desk: LandingDesk) -> None:
    entry = dropped(desk, b"store_id,sales_date,total_cost\n1,2026-01-01,1.00\n", standard())
    for column in ("customer_id", "product_name", "sales_person_id", "price", "quantity"):
        assert column in entry.error


def test_a_refusal_too_long_for_the_ledger_is_cut_and_kept(desk: LandingDesk) -> None:
    header = ",".join(f"a_rather_long_name_for_a_column_{number:0>200}" for number in range(900))
    entry = dropped(desk, f"{header}\n1\n".encode(), standard())
    assert (entry.state, entry.refusal) == (FileState.REJECTED, "missing-mandatory-columns")


def test_a_file_larger_than_the_limit_is_refused_unread(azurite: Azurite, desk: LandingDesk) -> None:
    from dataclasses import replace

    small = replace(desk, max_file_bytes=100)
    path = standard()
    desk.blobs.put(LANDING, path, io.BytesIO((HEADER + sale() * 10).encode()))
    entry = land(small, path)
    assert entry is not None
    assert (entry.state, entry.refusal) == (FileState.REJECTED, "file-too-large")
    again = land(desk, path)  # the limit is raised, and the event comes again
    assert again is not None
    assert again.state == FileState.LANDED


def test_a_refused_file_that_is_mended_under_the_same_name_lands(desk: LandingDesk) -> None:
    path = standard()
    assert dropped(desk, HEADER.encode(), path).state == FileState.REJECTED
    assert dropped(desk, (HEADER + with_customer()).encode(), path).state == FileState.LANDED


def test_gzip_lands_like_plain(desk: LandingDesk) -> None:
    content = HEADER + with_customer()
    entry = dropped(desk, gzip.compress(content.encode()), standard("sales.csv.gz"))
    assert (entry.state, entry.loaded) == (FileState.LANDED, 1)


def test_the_same_bytes_under_another_name_are_a_duplicate(desk: LandingDesk) -> None:
    content = (HEADER + with_customer()).encode()
    first = dropped(desk, content, standard())
    again = dropped(desk, content, standard())
    assert (again.state, again.duplicate, again.duplicate_of) == (FileState.DUPLICATE, 1, first.version)


def test_a_name_that_would_break_a_path_or_a_log_line_lands_all_the_same(desk: LandingDesk) -> None:
    name = 'ein "Tag"\nmit Überraschung ' + "ä" * 100 + ".csv"
    entry = dropped(desk, (HEADER + with_customer()).encode(), f"pos_sales/standard/{unique(name)}")
    assert entry.state == FileState.LANDED
    assert all(character.isascii() and character.isprintable() for character in entry.raw + entry.bronze[0])


def test_the_real_grocer_lands_all_but_the_rows_that_quarantine_names(desk: LandingDesk) -> None:
    if not JOURNEY.exists():
        pytest.skip("the real grocery data is not beside this checkout (../shared/data/complete_journey)")
    raw = duckdb.sql(f"select * from read_csv('{JOURNEY}', all_varchar = true)")  # noqa: F841 - named in the SQL
    expected = duckdb.sql(
        "select count(*), sum(sales_value::decimal(18, 2)) from raw where regexp_full_match(sales_value, '[0-9.]+')"
    ).fetchall()
    entry = dropped(desk, JOURNEY.read_bytes(), f"pos_sales/complete_journey/{unique('transactions.csv')}")
    assert [(entry.loaded, entry.total_cost)] == [(rows, str(total)) for rows, total in expected]
    assert (entry.rows_in, entry.quarantined, entry.violations) == (75_000, 1, {"not-a-decimal": 1})
