"""What arrives late repairs what it touches and nothing else; what does not add up never reaches gold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from deltalake import DeltaTable

from jobs.catalogue import all_tables, node_table
from jobs.contracts.errors import BooksDoNotBalance
from jobs.derive import graph
from jobs.derive.node import Node
from jobs.gold import fact_sales, sales_team_data_mart
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = pytest.mark.marts("fact_sales", "customer_data_mart", "sales_team_data_mart")


def files_by_month(landed: LandedLake, node: Node) -> Mapping[str, frozenset[str]]:
    """The data files of each month of a table: another file means that the month was written again."""
    files = DeltaTable(landed.lake.location(node_table(node))).file_uris()
    months = {part for uri in files for part in uri.split("/") if part.startswith("sales_month=")}
    return {month[-7:]: frozenset(uri for uri in files if f"/{month}/" in uri) for month in months}


def gold(landed: LandedLake) -> dict[str, Any]:
    return {str(table): landed.rows(str(table)) for table in all_tables() if table.file_system == "gold"}


def tea(price: int, day: date) -> dict[str, Any]:
    return {"id": 5, "name": "tea", "current_price": Decimal(price), "business_date": day}


def test_a_late_product_repairs_the_months_it_was_sold_in_and_no_other(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            sale("2026-05-10", "1.00", product_id=4, receipt_id="may"),
            sale("2026-06-10", "2.00", product_id=5, receipt_id="june"),
            sale("2026-07-10", "3.00", product_name="tea", receipt_id="july"),
            sale("2026-08-10", "4.00", product_name="soup", receipt_id="august"),
        ),
        landed.land("product", [{"id": 4, "name": "known"}]),
    )
    keys = ("receipt_id", "product_id", "product_key", "subtotal")
    before, written = landed.rows("gold.fact_sales", *keys), files_by_month(landed, fact_sales.MART)
    assert [row[2] for row in before] == ["none", "none", "unknown", "4@2026-08-01"]
    late = [{"id": 5, "name": "tea", "business_date": date(2026, 8, 1)}]
    landed.refresh(landed.land("product", late, path="late.csv"))
    assert landed.rows("gold.fact_sales", *keys) == [
        ("august", None, "none", Decimal("4.00")),
        ("july", 5, "5@2026-08-01", Decimal("3.00")),
        ("june", 5, "5@2026-08-01", Decimal("2.00")),
        ("may", 4, "4@2026-08-01", Decimal("1.00")),
    ]
    after = files_by_month(landed, fact_sales.MART)
    assert {month for month in after if after[month] != written[month]} == {"2026-06", "2026-07"}


def test_a_new_version_touches_no_sale_before_its_day(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(*(sale(f"2026-0{month}-10", "1.00", product_id=5) for month in (5, 6, 7))),
        landed.land("product", [tea(1, date(2026, 1, 1))]),
    )
    written = files_by_month(landed, fact_sales.MART)
    landed.refresh(landed.land("product", [tea(2, date(2026, 7, 1))], path="dearer.csv"))
    after = files_by_month(landed, fact_sales.MART)
    assert {month for month in after if after[month] != written[month]} == {"2026-07"}
    assert landed.rows("gold.fact_sales", "sales_date", "product_key") == [
        (date(2026, 5, 10), "5@2026-01-01"),
        (date(2026, 6, 10), "5@2026-01-01"),
        (date(2026, 7, 10), "5@2026-07-01"),
    ]


def test_a_dimension_that_is_taken_back_leaves_its_sales_with_the_unknown_member(landed: LandedLake) -> None:
    stores = landed.land("store", [{"id": 1, "address": "A", "business_date": date(2026, 1, 1)}])
    landed.refresh(landed.sales(sale("2026-05-10", "1.00"), sale("2026-06-10", "2.00", store_id=2)), stores)
    assert landed.rows("gold.fact_sales", "store_id", "store_key") == [(1, "1@2026-01-01"), (2, "unknown")]
    landed.refresh(removal(stores))
    assert landed.rows("gold.fact_sales", "store_id", "store_key") == [(1, "unknown"), (2, "unknown")]


def test_what_does_not_add_up_fails_the_run_before_gold_changes(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    landed.refresh(landed.sales(sale("2026-05-10", "1.00")))
    before = gold(landed)
    lossy = replace(
        sales_team_data_mart.MART, build=lambda inputs: sales_team_data_mart.build(inputs).where("store_id <> 2")
    )
    nodes = tuple(lossy if node.name == lossy.name else node for node in graph.nodes())
    more = landed.sales(sale("2026-05-11", "2.00"), sale("2026-05-11", "5.00", store_id=2), path="b.csv")
    with monkeypatch.context() as broken:
        broken.setattr(graph, "nodes", lambda: nodes)
        with pytest.raises(BooksDoNotBalance, match=r"gold.sales_team_data_mart, month 2026-05.* 3\.00") as raised:
            landed.refresh(more)
    assert "8.00" in raised.value.expected
    assert gold(landed) == before
    landed.refresh(more)
    assert sum(row[0] for row in landed.rows("gold.sales_team_data_mart", "total_sales")) == Decimal("8.00")


def test_a_join_that_multiplies_sales_fails_the_run(landed: LandedLake, monkeypatch: pytest.MonkeyPatch) -> None:
    landed.refresh(landed.sales(sale("2026-05-10", "1.00")))
    before = gold(landed)
    doubled = replace(
        fact_sales.MART, build=lambda inputs: fact_sales.build(inputs).unionByName(fact_sales.build(inputs))
    )
    nodes = tuple(doubled if node.name == doubled.name else node for node in graph.nodes())
    monkeypatch.setattr(graph, "nodes", lambda: nodes)
    with pytest.raises(BooksDoNotBalance, match=r"gold.fact_sales, file .*: 2 rows, net sales 4.00"):
        landed.refresh(landed.sales(sale("2026-05-11", "2.00"), path="b.csv"))
    assert gold(landed) == before


def test_reconciliation_says_what_each_table_holds_and_that_nothing_differs(landed: LandedLake) -> None:
    first = landed.sales(sale("2026-05-10", "1.00"), sale("2026-06-10", "2.00"))
    landed.refresh(first)
    second = landed.sales(sale("2026-06-11", "4.00", customer_id=None), path="b.csv")
    landed.refresh(second)
    rows = landed.rows(
        "gold.reconciliation", "layer", "item", "sales_date", "rows", "net_sales", "difference_net_sales"
    )
    nothing = Decimal("0.00")
    assert [row[1:] for row in rows if row[0] == "gold.fact_sales"] == sorted(
        [
            (first.version, date(2026, 5, 10), 1, Decimal("1.00"), nothing),
            (first.version, date(2026, 6, 10), 1, Decimal("2.00"), nothing),
            (second.version, date(2026, 6, 11), 1, Decimal("4.00"), nothing),
        ],
        key=repr,
    )
    assert [row[1:] for row in rows if row[0] == "gold.sales_team_data_mart"] == [
        ("2026-05", None, None, Decimal("1.00"), nothing),
        ("2026-06", None, None, Decimal("6.00"), nothing),
    ]
    assert [row[4] for row in rows if row[0] == "gold.customer_data_mart"] == [Decimal("1.00"), Decimal("2.00")]
    landed.refresh(removal(first))
    left = landed.rows("gold.reconciliation", "layer", "item", "sales_date", "rows", "net_sales")
    assert [row[1:] for row in left if row[0] == "gold.fact_sales"] == [
        (second.version, date(2026, 6, 11), 1, Decimal("4.00"))
    ]
