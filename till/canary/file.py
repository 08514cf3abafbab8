"""What the canary's file holds: sales of a store and a month of its own, so that no real figure is touched.

It always lies on one landing path. A later file on a path takes the place of the earlier one, so a canary that was left
behind is taken out by the next one; and since the file that takes it out has one row, which landing refuses, nothing of
it counts. Whoever flies it needs to write files into landing and to read, no more.
"""

from dataclasses import dataclass
from decimal import Decimal

STORE_ID = 999_999
MONTH = "2000-01"
PATH = "pos_sales/canary/canary.csv"
_HEADER = (
    *("customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price", "quantity", "total_cost"),
    *("receipt_id", "line_no"),
)
_DAY = f"{MONTH}-03"


@dataclass(frozen=True, slots=True)
class Holds:
    """What a canary's file brings: lines that count with their money, and rows that are refused."""

    lines: int
    money: Decimal
    refused: int


SENT = Holds(lines=2, money=Decimal("3.75"), refused=1)
TAKEN_OUT = Holds(lines=0, money=Decimal("0.00"), refused=1)


def sent(mark: str) -> bytes:
    """Two sales, and a row that lacks its store. The mark makes the file another one each time."""
    return _csv(
        ("", STORE_ID, "Canary seed", _DAY, "", "1.25", 2, "2.50", f"canary-{mark}", 1),
        ("", STORE_ID, "Canary seed", _DAY, "", "1.25", 1, "1.25", f"canary-{mark}", 2),
        ("", "", "Canary seed", _DAY, "", "1.25", 1, "1.25", f"canary-{mark}", 3),
    )


def taken_out(mark: str) -> bytes:
    """A row that lacks its store, and nothing that counts."""
    return _csv(("", "", "Canary seed", _DAY, "", "1.25", 1, "1.25", f"canary-{mark}-out", 1))


def _csv(*rows: tuple[object, ...]) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in (_HEADER, *rows)).encode()
