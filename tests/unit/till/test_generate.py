"""What `till generate` promises: rows that agree to the cent, exact counts, and the same files for the same seed."""

import csv
import hashlib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.contracts.dataset import contract
from jobs.contracts.errors import ConfigurationInvalid
from jobs.contracts.paths import LandingPath
from till.generate import Generated, generate
from till.generate.dirt import KINDS

# Independent of the generator: strict texts, and DuckDB's own decimal arithmetic (which rounds HALF_UP).
GOOD_ROWS = """
    with row as (
        select *, parse_path(filename) as part
        from read_csv($files, all_varchar = true, header = true, null_padding = true, filename = true)
    )
    select concat_ws('/', 'pos_sales', 'standard', part[-2], part[-1]) as path, store_id, sales_person_id, sales_date,
           total_cost::decimal(18, 2) as total_cost
    from row
    where store_id is not null and payment_method is not null
      and try_cast(sales_date as date) is not null
      and regexp_full_match(quantity, '-?[0-9]+([.][0-9]+)?')
      and regexp_full_match(total_cost, '-?[0-9]+[.][0-9]{2}')
      and round(try_cast(price as decimal(12, 2)) * try_cast(quantity as decimal(12, 3)), 2)
          - coalesce(try_cast(discount_amount as decimal(12, 2)), 0) = try_cast(total_cost as decimal(12, 2))
"""


def good_rows(made: Generated, question: str) -> list[tuple]:
    files = [str(made.folder / file.path) for file in made.sales]
    return duckdb.execute(f"with good as ({GOOD_ROWS}) {question}", {"files": files}).fetchall()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sale_lines(made: Generated) -> list[dict[str, str]]:
    return [row for file in made.sales for row in rows_of(made.folder / file.path)]


def content_of(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("clean"), stores=2, months=1, dirty=0)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("dirty"), stores=2, months=2, dirty=0.05)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**63))
def test_price_times_quantity_less_discount_is_the_total_to_the_cent_whatever_the_seed(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    made = generate(tmp_path_factory.mktemp("seed"), stores=1, months=1, dirty=0, seed=seed)
    for row in sale_lines(made):
        # In whole units of a hundred-thousandth, so that nothing but the one rounding is rounded.
        gross = round(Decimal(row["price"]).scaleb(2)) * round(Decimal(row["quantity"]).scaleb(3))
        whole, rest = divmod(abs(gross), 1000)
        gross_cents = (whole + (rest >= 500)) * (1 if gross >= 0 else -1)
        discount_cents = round(Decimal(row["discount_amount"] or 0).scaleb(2))
        assert gross_cents - discount_cents == Decimal(row["total_cost"]).scaleb(2), row


def test_good_and_dirty_rows_and_the_sum_of_each_file_are_as_told(dirty: Generated) -> None:
    found = good_rows(dirty, "select path, count(*), sum(total_cost) from good group by path")
    assert sorted(found) == sorted((file.path, file.rows_good, file.total_cost) for file in dirty.sales)
    rows = {file.path: (dirty.folder / file.path).read_text(encoding="utf-8").count("\n") - 1 for file in dirty.sales}
    assert rows == {file.path: file.rows_good + file.rows_dirty for file in dirty.sales}
    assert all(sum(file.dirty.values()) == file.rows_dirty for file in dirty.sales)
    assert dirty.rows_good == sum(count for _, count, _ in found)
    assert dirty.total_cost == sum(total for _, _, total in found)


def test_the_totals_of_each_salesperson_are_as_told(dirty: Generated) -> None:
    found = good_rows(
        dirty,
        "select store_id::int, sales_date[:7], sales_person_id::int, sum(total_cost) from good group by all",
    )
    assert {(store, month, who): total for store, month, who, total in found} == dirty.seller_totals


def test_every_kind_of_dirt_comes_up_and_about_as_often_as_asked(dirty: Generated) -> None:
    kinds: Counter[str] = Counter()
    for file in dirty.sales:
        kinds.update(file.dirty)
    assert set(kinds) == {dirt.kind for dirt in KINDS}
    assert 0.04 < dirty.rows_dirty / (dirty.rows_good + dirty.rows_dirty) < 0.06


def test_without_dirt_every_row_is_good(clean: Generated) -> None:
    assert clean.rows_dirty == 0
    assert clean.rows_good == len(sale_lines(clean)) == good_rows(clean, "select count(*) from good")[0][0]


def test_two_salespeople_of_one_store_and_month_tie_at_the_top(dirty: Generated) -> None:
    totals = good_rows(
        dirty,
        """select store_id::int, sales_date[:7], sales_person_id::int, sum(total_cost) from good
           where sales_person_id is not null group by all order by 4 desc, 3""",
    )
    of_the_tie = [(who, total) for store, month, who, total in totals if (store, month) == (101, "2026-07")]
    (first, top), (second, as_much), (_, less), *_ = of_the_tie
    assert top == as_much > less
    assert (dirty.tie.store_id, dirty.tie.month) == (101, "2026-07")
    assert dirty.tie.sales_person_ids == (first, second)
    assert dirty.tie.total_sales == top


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, stores=1, months=1, seed=11)
    assert content_of(tmp_path / "one") == content_of(tmp_path / "two")


def test_another_seed_gives_other_sales(tmp_path: Path) -> None:
    made = [generate(tmp_path / str(seed), stores=1, months=1, seed=seed) for seed in (11, 12)]
    contents = [content_of(one.folder) for one in made]
    assert contents[0].keys() == contents[1].keys()
    assert not set(contents[0].values()) & set(contents[1].values())
    first, second = ({row["sold_at"] for row in sale_lines(one)} for one in made)
    assert len(first & second) < len(first) / 10


def test_there_is_one_file_per_store_and_day_and_each_lies_where_it_is_dropped_to(clean: Generated) -> None:
    assert len(clean.sales) == len({(file.store_id, file.day) for file in clean.sales}) == 2 * 31
    assert {file.day for file in clean.sales} == {date(2026, 7, day) for day in range(1, 32)}
    assert set(clean.paths) == set(content_of(clean.folder))
    for path in clean.paths:
        assert LandingPath.parse(path).source == "standard"


@pytest.mark.parametrize(
    "dataset",
    ["pos_sales", "customer", "product", "sales_team", "store", "promotion", "product_review", "inventory"],
)
def test_files_hold_the_mandatory_columns_and_none_that_the_contract_lacks(clean: Generated, dataset: str) -> None:
    path = next(path for path in clean.paths if path.startswith(f"{dataset}/"))
    header = (clean.folder / path).read_text(encoding="utf-8").split("\n")[0].split(",")
    columns = contract(dataset).columns
    assert {column.name for column in columns if column.mandatory} <= set(header) <= {column.name for column in columns}


def test_every_id_in_the_sales_stands_in_its_dimension_once(clean: Generated) -> None:
    for column, dataset, key in (
        ("store_id", "store", "id"),
        ("customer_id", "customer", "customer_id"),
        ("product_id", "product", "id"),
        ("sales_person_id", "sales_team", "id"),
    ):
        ids = [row[key] for row in rows_of(clean.folder / f"{dataset}/standard/{dataset}.csv")]
        assert len(ids) == len(set(ids)) == clean.dimensions[f"{dataset}/standard/{dataset}.csv"]
        assert {row[column] for row in sale_lines(clean)} - {""} <= set(ids)


def test_a_line_stands_on_one_receipt_once_and_a_receipt_has_one_customer_and_one_moment(clean: Generated) -> None:
    rows = sale_lines(clean)
    assert len({(row["store_id"], row["receipt_id"], row["line_no"]) for row in rows}) == len(rows)
    said = {
        (row["store_id"], row["receipt_id"], row["customer_id"], row["sold_at"], row["payment_method"]) for row in rows
    }
    assert len(said) == len({(row["store_id"], row["receipt_id"]) for row in rows})


def test_the_sales_look_like_those_of_shops(clean: Generated) -> None:
    rows = sale_lines(clean)
    receipts = {(row["store_id"], row["receipt_id"]) for row in rows}
    assert 1.5 < len(rows) / len(receipts) < 4
    assert 30 < len(receipts) / len(clean.sales) < 70
    assert 0.01 < sum(row["quantity"].startswith("-") for row in rows) / len(rows) < 0.03
    assert 0.15 < sum(not row["customer_id"] for row in rows) / len(rows) < 0.25
    assert 0.01 < sum(not row["sales_person_id"] for row in rows) / len(rows) < 0.06
    assert any("." in row["quantity"] for row in rows)
    assert any(row["discount_amount"] for row in rows)
    popular = [count for _, count in Counter(row["product_id"] for row in rows).most_common()]
    assert sum(popular[: len(popular) // 5]) > 0.4 * len(rows)


def test_a_store_sells_in_its_opening_hours_on_the_day_of_the_file(clean: Generated) -> None:
    for row in sale_lines(clean):
        sold_at = datetime.fromisoformat(row["sold_at"])
        assert sold_at.date().isoformat() == row["sales_date"]
        assert (10 if sold_at.weekday() == 6 else 8) <= sold_at.hour <= (16 if sold_at.weekday() == 6 else 20)


def test_a_return_undoes_an_earlier_sale_to_the_cent(clean: Generated) -> None:
    rows = sale_lines(clean)
    sold = [(row["store_id"], row["product_id"], row["total_cost"], row["sales_person_id"]) for row in rows]
    returns = [row for row in rows if row["quantity"].startswith("-")]
    assert returns
    for row in returns:
        assert (row["store_id"], row["product_id"], row["total_cost"].removeprefix("-"), row["sales_person_id"]) in sold


def test_all_arguments_that_cannot_be_used_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("somebody's", encoding="utf-8")
    with pytest.raises(ConfigurationInvalid) as refused:
        generate(tmp_path, stores=0, months=61, first_month="July", dirty=2)
    for part in ("stores 0", "months 61", "'July'", "dirty 2", "in the place of the new files"):
        assert part in refused.value.found
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]


@pytest.mark.parametrize(("first", "months", "days"), [("2027-12", 3, 31 + 31 + 29), (date(2026, 2, 17), 1, 28)])
def test_a_season_is_whole_months_also_over_the_end_of_a_year(
    tmp_path: Path, first: str | date, months: int, days: int
) -> None:
    made = generate(tmp_path, stores=1, months=months, first_month=first)
    assert len(made.sales) == days
