"""A world that leaves no table empty, and what is dropped after it; for comparing engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake, Row, removal, sale
from tests.jobs.oracle.worlds import seeded_world

LATER = "2026-08-02T00:00:00+00:00"
_SEED, _LINES = 7, 240
_ODD = {'till "x"': "a\\b\t/é\u2028😀", "empty": ""}
_TWICE = {"customer_id": 5, "sales_person_id": 2, "sold_hour": 10}


def begin(landed: LandedLake) -> dict[str, ManifestLine]:
    """Land the world; by name the lines that load it.

    Sales in three files, one with refused rows, of which a later file tells some again and others otherwise; customers
    in three deliveries, one of them whole; a quota without a store, twice.
    """
    world = seeded_world(_SEED, _LINES)
    sales = [{**row, "extras": _ODD if number % 5 == 0 else {}} for number, row in enumerate(world.pop("pos_sales"))]
    customers = world.pop("customer")
    lines = {f"sales {n}": landed.sales(*sales[n::3], path=f"{n}.csv") for n in range(3)}
    bad = {"rows_in": lines["sales 0"].rows + 3, "quarantined": 3, "violations": (("value-missing", 3),)}
    lines["sales 0"] = replace(lines["sales 0"], **bad)
    lines["told again"] = landed.sales(*_told_again(sales[1::3]), path="again.csv", landed_at=LATER)
    lines["in two stores"] = landed.sales(*_in_two_stores(), path="two.csv")
    for delivery in (None, "delta", "full"):
        rows = [{**row, "extras": {"b": "é", "a": "1"}} for row in customers if row["delivery"] == delivery]
        lines[f"customers {delivery}"] = landed.land("customer", rows, path=f"{delivery}.csv")
    stated = {**world, **_small_datasets()}
    return lines | {dataset: landed.land(dataset, rows) for dataset, rows in stated.items() if rows}


def go_on(landed: LandedLake, lines: dict[str, ManifestLine]) -> tuple[ManifestLine, ...]:
    """Land what comes later: a file of sales corrected, the whole delivery withdrawn, products known late."""
    late = {"category": "fruit", "delivery": "delta", "business_date": date(2026, 3, 1)}
    return (
        removal(lines["sales 2"]),
        landed.sales(sale("2026-04-03", "250.50"), sale("2027-02-28", "0.50"), path="2.csv", landed_at=LATER),
        removal(lines["customers full"]),
        landed.land("product", [{"id": n, "name": f"late {n}", **late} for n in range(1, 30)], path="late.csv"),
    )


def _told_again(sales: list[Row]) -> list[Row]:
    keyed = [row for row in sales if row["receipt_id"] and row["line_no"]]
    return [
        row if number % 2 else {**row, "total_cost": row["total_cost"] + 1, "sales_date": date(2026, 9, 1)}
        for number, row in enumerate(keyed)
    ]


def _in_two_stores() -> list[Row]:
    """Two receipts of one customer within minutes, far apart."""
    moments = (datetime(2026, 4, 3, 8, minute, tzinfo=UTC) for minute in (0, 2))
    return [
        sale("2026-04-03", "5.00", store_id=store, receipt_id=f"T{store}", line_no=1, sold_at=moment, **_TWICE)
        for store, moment in zip((1, 2), moments, strict=True)
    ]


def _small_datasets() -> dict[str, list[Row]]:
    quota = {"sales_person_id": 1, "sales_month": "2026-04", "quota_amount": Decimal("100.00")}
    return {
        "quota": [{**quota, "store_id": store} for store in (None, 1, None)],
        "coupon": [{"coupon_id": "c1", "campaign_id": "a", "product_id": 3, "starts_on": date(2026, 3, 1)}],
        "coupon_redemption": [
            {"coupon_id": "c1", "campaign_id": "a", "customer_id": 5, "redeemed_on": date(2026, 4, 3)}
        ],
        "suspect_case": [{"store_id": 2, "receipt_id": "T2", "sales_date": date(2026, 4, 3), "status": "open"}],
    }
