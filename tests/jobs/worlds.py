"""Lakes full of sales: seeded ones with everything that is awkward in them, and a real grocer's where it is at hand."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake

COMPLETE_JOURNEY = Path(__file__).parents[3] / "shared" / "data" / "complete_journey" / "transactions_sample.csv"
_CENT = Decimal("0.01")


def seeded_sales(seed: int, lines: int) -> Iterator[dict[str, Any]]:
    """Sale lines of four stores over five months: weighed goods, returns, discounts, anonymous, nobody's, unpriced."""
    chance = random.Random(seed)
    for number in range(lines):
        quantity = Decimal(chance.choice([1000, 1000, 2000, 505, 1337, -1000])) / 1000
        price = Decimal(chance.randint(1, 99999)) / chance.choice([100, 100, 10000])
        gross = (price * quantity).quantize(_CENT, ROUND_HALF_UP)
        discount = chance.choice([None, None, Decimal(chance.randint(0, 50)) / 100])
        yield {
            "store_id": chance.randint(1, 4),
            "receipt_id": chance.choice([None, f"r{seed}-{number // 3}", f"é:{seed}-{number // 3}"]),
            "line_no": chance.choice([None, number % 3]),
            "customer_id": chance.choice([None, *range(1, 40)]),
            "sales_person_id": chance.choice([None, *range(1, 9)]),
            "sales_date": date(2026, 3, 1) + timedelta(days=chance.randrange(150)),
            "price": chance.choice([price, price, None]),
            "quantity": quantity,
            "total_cost": gross - (discount or 0),
            "discount_amount": discount,
            "extras": chance.choice([{}, {'till "x"': "a\\b\t/é\u2028😀", "empty": ""}]),
        }


def seed_lake(landed: LandedLake, *, lines: int = 3000) -> tuple[ManifestLine, ...]:
    """Three files of sales, dimensions with gaps, and a later file that renames some; the lines that load them."""
    people = [
        {"customer_id": n, "first_name": f"C{n}", "last_name": "X" * (n % 2), "phone_number": f"+4{n}-{n * 977}"}
        for n in range(1, 31)
    ]
    return (
        *(landed.land("pos_sales", list(seeded_sales(seed, lines // 3)), path=f"{seed}.csv") for seed in range(3)),
        landed.land("customer", people),
        landed.land(
            "customer",
            [{"customer_id": n, "first_name": f"Later{n}", "phone_number": None} for n in (1, 2, 35)],
            path="later.csv",
            landed_at="2026-08-02T00:00:00+00:00",
        ),
        landed.land("sales_team", [{"id": n, "first_name": "S", "last_name": str(n)} for n in range(1, 7)]),
        landed.land("store", [{"id": n, "address": f"Street {n}"} for n in range(1, 4)]),
    )


def real_lake(landed: LandedLake) -> tuple[ManifestLine, ...]:
    """The grocer's sample as one file of sales (no price, no salesperson), less its one line in exponent notation."""
    query = """select store_id::bigint, basket_id, household_id::bigint, product_id::bigint, quantity::decimal(18,3),
        sales_value::decimal(18,2), retail_disc::decimal(18,2), transaction_timestamp::date
        from read_csv(?, all_varchar=true) where sales_value not like '%e-%'"""
    names = (
        *("store_id", "receipt_id", "customer_id", "product_id", "quantity", "total_cost", "discount_amount"),
        "sales_date",
    )
    rows = [
        dict(zip(names, row, strict=True))
        for row in duckdb.connect().execute(query, [str(COMPLETE_JOURNEY)]).fetchall()
    ]
    return (landed.land("pos_sales", rows, path="transactions_sample.csv"),)
