"""Promotions and products from a dropped file to silver, on a whole stack; expected rows are worked by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import TillStack

PROMOTION = "promotion_id,name,product_id,category,store_id,discount_percent,starts_on,ends_on\n"
PRODUCT = "id,name,current_price,business_date,delivery\n"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    started = TillStack(tmp_path_factory.mktemp("stack") / "home")
    started.till("up")
    yield started
    started.till("down")


def dropped(stack: TillStack, file: Path, dataset: str, header: str, *rows: str) -> dict[str, Any]:
    """Drop a file of these rows and wait for silver; what the ledger says of it."""
    file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    (entry,) = stack.drop(file, dataset=dataset)
    found: dict[str, Any] = entry
    return found


def promotions(stack: TillStack) -> list[tuple[Any, ...]]:
    rows = stack.sql(
        "select promotion_id, product_id, category, store_id, discount_percent, starts_on, ends_on "
        "from silver.promotion order by promotion_id, product_id"
    )
    return [tuple(row.values()) for row in rows]


def products(stack: TillStack) -> list[tuple[Any, ...]]:
    rows = stack.sql("select id, valid_from, valid_to, is_current from silver.product order by id, valid_from")
    return [tuple(row.values()) for row in rows]


def test_a_promotion_that_ends_before_it_starts_is_refused_until_it_is_mended(stack: TillStack, tmp_path: Path) -> None:
    rows = (
        "P1,Tea week,,Tea,,10,2026-03-02,2026-03-08",
        "P2,Jam,7,,101,25.5,2026-03-31,2026-03-01",
        "P3,Everything,,,,5,2026-04-01,2026-04-01",
    )
    entry = dropped(stack, tmp_path / "march.csv", "promotion", PROMOTION, *rows)
    assert (entry["state"], entry["loaded"], entry["quarantined"]) == ("transformed", 2, 1)
    (reason,) = json.loads(stack.till("quarantine", "show", "--path", "march.csv", "--json").stdout)
    assert (reason["row"], reason["column"], reason["code"]) == (2, "ends_on", "ends-before-start")
    tea = ("P1", None, "Tea", None, "10.00", "2026-03-02", "2026-03-08")
    everything = ("P3", None, None, None, "5.00", "2026-04-01", "2026-04-01")
    assert promotions(stack) == [tea, everything]

    out = tmp_path / "out.csv"
    stack.till("quarantine", "export", "march.csv", "--out", str(out))
    mended = out.read_text(encoding="utf-8-sig").replace("2026-03-31,2026-03-01", "2026-03-01,2026-03-31")
    out.write_text(mended, encoding="utf-8")
    stack.till("quarantine", "return", "march.csv", str(out), "--wait")
    jam = ("P2", 7, None, 101, "25.50", "2026-03-01", "2026-03-31")
    assert promotions(stack) == [tea, jam, everything]


def test_what_a_promotion_was_corrected_to_holds(stack: TillStack, tmp_path: Path) -> None:
    file = tmp_path / "april.csv"
    dropped(stack, file, "promotion", PROMOTION, "P9,Spring,8,,,10,2026-04-01,2026-04-30")
    dropped(stack, file, "promotion", PROMOTION, "P9,Spring,8,,,15,2026-04-01,2026-04-30")
    (spring,) = [row for row in promotions(stack) if row[0] == "P9"]
    assert spring == ("P9", 8, None, None, "15.00", "2026-04-01", "2026-04-30")


def test_a_full_file_ends_what_it_lacks_once_none_of_its_rows_are_refused(stack: TillStack, tmp_path: Path) -> None:
    rows = ("1,Tea,2.50,2026-03-01,full", "2,Jam,,2026-03-01,full", "3,Rug,20.00,2026-03-01,full")
    dropped(stack, tmp_path / "first.csv", "product", PRODUCT, *rows)
    rows = ("1,Tea,2.50,2026-03-05,full", "2,Jam,,2026-03-05,full", "four,Pin,5.00,2026-03-05,full")
    entry = dropped(stack, tmp_path / "second.csv", "product", PRODUCT, *rows)
    assert (entry["loaded"], entry["quarantined"]) == (2, 1)
    still = [(number, "2026-03-01", "9999-12-31", True) for number in (1, 2, 3)]
    assert products(stack) == still  # the refused row may be that of 3

    out = tmp_path / "refused.csv"
    stack.till("quarantine", "export", "second.csv", "--out", str(out))
    out.write_text(out.read_text(encoding="utf-8-sig").replace("four", "4"), encoding="utf-8")
    stack.till("quarantine", "return", "second.csv", str(out), "--wait")
    ended, new = (3, "2026-03-01", "2026-03-04", False), (4, "2026-03-05", "9999-12-31", True)
    assert products(stack) == [*still[:2], ended, new]
