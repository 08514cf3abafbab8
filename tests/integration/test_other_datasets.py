"""Promotions and products from a dropped file to silver, on a whole stack; expected rows are worked by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import TillStack

PROMOTION = "promotion_id,name,product_id,category,store_id,discount_percent,starts_on,ends_on\n"
PRODUCT = "id,name,current_price,business_date,delivery\n"


SPRING = "P9,Spring,8,,,{percent},2026-04-01,2026-04-30"


def write(file: Path, header: str, *rows: str) -> Path:
    file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def stack(shared_stack: TillStack) -> TillStack:
    return shared_stack


@pytest.fixture(scope="module")
def first(stack: TillStack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each test goes on from, dropped together: what the ledger says of each file."""
    folder = tmp_path_factory.mktemp("first")
    march = (
        "P1,Tea week,,Tea,,10,2026-03-02,2026-03-08",
        "P2,Jam,7,,101,25.5,2026-03-31,2026-03-01",
        "P3,Everything,,,,5,2026-04-01,2026-04-01",
    )
    products = ("1,Tea,2.50,2026-03-01,full", "2,Jam,,2026-03-01,full", "3,Rug,20.00,2026-03-01,full")
    return dropped(
        stack,
        (write(folder / "march.csv", PROMOTION, *march), "promotion"),
        (write(folder / "april.csv", PROMOTION, SPRING.format(percent=10)), "promotion"),
        (write(folder / "products-1.csv", PRODUCT, *products), "product"),
    )


@pytest.fixture(scope="module")
def second(stack: TillStack, first: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A correction of the promotion, and a full file of products in which one is refused."""
    folder = tmp_path_factory.mktemp("second")
    products = ("1,Tea,2.50,2026-03-05,full", "2,Jam,,2026-03-05,full", "four,Pin,5.00,2026-03-05,full")
    return dropped(
        stack,
        (write(folder / "april.csv", PROMOTION, SPRING.format(percent=15)), "promotion"),
        (write(folder / "products-2.csv", PRODUCT, *products), "product"),
    )


def dropped(stack: TillStack, *files: tuple[Path, str]) -> dict[str, Any]:
    entries = stack.drop_together(*((file, dataset, "standard") for file, dataset in files))
    return {file.name: entry for (file, _), entry in zip(files, entries, strict=True)}


def promotions(stack: TillStack) -> list[tuple[Any, ...]]:
    """All but that of April."""
    return [row for row in all_promotions(stack) if row[0] != "P9"]


def all_promotions(stack: TillStack) -> list[tuple[Any, ...]]:
    rows = stack.sql(
        "select promotion_id, product_id, category, store_id, discount_percent, starts_on, ends_on "
        "from silver.promotion order by promotion_id, product_id"
    )
    return [tuple(row.values()) for row in rows]


def products(stack: TillStack) -> list[tuple[Any, ...]]:
    rows = stack.sql("select id, valid_from, valid_to, is_current from silver.product order by id, valid_from")
    return [tuple(row.values()) for row in rows]


def test_a_promotion_that_ends_before_it_starts_is_refused_until_it_is_mended(
    stack: TillStack, first: dict[str, Any], tmp_path: Path
) -> None:
    entry = first["march.csv"]
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


@pytest.mark.usefixtures("second")
def test_what_a_promotion_was_corrected_to_holds(stack: TillStack) -> None:
    (spring,) = [row for row in all_promotions(stack) if row[0] == "P9"]
    assert spring == ("P9", 8, None, None, "15.00", "2026-04-01", "2026-04-30")


def test_a_full_file_ends_what_it_lacks_once_none_of_its_rows_are_refused(
    stack: TillStack, second: dict[str, Any], tmp_path: Path
) -> None:
    entry = second["products-2.csv"]
    assert (entry["loaded"], entry["quarantined"]) == (2, 1)
    still = [(number, "2026-03-01", "9999-12-31", True) for number in (1, 2, 3)]
    assert products(stack) == still  # the refused row may be that of 3

    out = tmp_path / "refused.csv"
    stack.till("quarantine", "export", "products-2.csv", "--out", str(out))
    out.write_text(out.read_text(encoding="utf-8-sig").replace("four", "4"), encoding="utf-8")
    stack.till("quarantine", "return", "products-2.csv", str(out), "--wait")
    ended, new = (3, "2026-03-01", "2026-03-04", False), (4, "2026-03-05", "9999-12-31", True)
    assert products(stack) == [*still[:2], ended, new]
