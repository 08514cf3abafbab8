"""Makes two salespeople of a store tie at the top of a month, which chance would not do to the cent.

The one who is behind sells gift cards to a company on the last day: a believable receipt for any difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from till.generate.baskets import NO_DISCOUNT, SaleLine
from till.generate.world import Product

_CARD = Decimal("50.00")


def totals_by_seller(lines: Iterable[SaleLine]) -> dict[int | None, Decimal]:
    """Sum of total_cost per salesperson; None stands for the lines that name none."""
    totals: dict[int | None, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in lines:
        totals[line.sales_person_id] += line.total_cost
    return dict(totals)


def gift_cards_for_a_tie(good_lines: list[SaleLine], gift_card: Product) -> list[SaleLine]:
    """The receipt that lifts the second-best salesperson of a store's month to the best, if there is a gap."""
    totals = totals_by_seller(good_lines)
    ranked = sorted(((total, seller) for seller, total in totals.items() if seller is not None), reverse=True)
    if len(ranked) < 2 or ranked[0][0] == ranked[1][0]:
        return []
    (top, _), (behind, seller) = ranked[:2]
    cards, rest = divmod(top - behind, _CARD)
    last = good_lines[-1]
    line = replace(
        last,
        receipt_id=f"{last.sold_at:%Y%m%d}-G001",
        line_no=1,
        sold_at=last.sold_at + timedelta(minutes=1),
        customer_id=None,
        product=gift_card,
        sales_person_id=seller,
        price=_CARD,
        quantity=cards,
        discount=NO_DISCOUNT,
        promotion_id=None,
        bought=None,
    )
    whole = [line] if cards else []
    return whole + ([replace(line, line_no=2, price=rest, quantity=Decimal(1))] if rest else [])
