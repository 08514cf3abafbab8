"""What a store's till rings up on a day: receipts with their lines, returns of earlier sales included.

The curves (hours, weekdays, months) and shares are ours, chosen to look like a small department store.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from till.generate.dice import dice, draw, zipf_weights
from till.generate.promotions import Promotion, promotion_on
from till.generate.world import Product, Seller, Store, World

CENT = Decimal("0.01")
NO_DISCOUNT = Decimal("0.00")
# The k-th product is sold k to the power of this times less often than the first.
POPULARITY = 0.8

_WEEKDAYS = (0.85, 0.85, 0.9, 1.0, 1.2, 1.45, 0.75)
_MONTHS = (0.85, 0.85, 0.95, 1.0, 1.0, 0.98, 0.95, 0.97, 1.0, 1.02, 1.1, 1.35)
_HOURS = {8: 3, 9: 5, 10: 7, 11: 9, 12: 11, 13: 8, 14: 7, 15: 7, 16: 9, 17: 12, 18: 10, 19: 5}
_SUNDAY_HOURS = {hour: weight for hour, weight in _HOURS.items() if 10 <= hour < 16}
_BASKET_SIZES = (34, 24, 16, 11, 7, 4, 2, 2)
_PIECES = (80, 14, 4, 2)
_PAYMENTS = {"card": 62, "cash": 25, "mobile": 13}
_ANONYMOUS, _NO_SELLER, _RETURNED = 0.20, 0.03, 0.05


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a receipt; quantity and discount are negative on a return, `sold_at` is UTC.

    bought   of a return, the receipt and the day that it was bought on
    """

    store_id: int
    receipt_id: str
    line_no: int
    sold_at: datetime
    customer_id: int | None
    product: Product
    sales_person_id: int | None
    price: Decimal
    quantity: Decimal
    discount: Decimal
    payment_method: str
    promotion_id: str | None = None
    bought: tuple[str, date] | None = None

    @property
    def total_cost(self) -> Decimal:
        """What was paid: price x quantity, HALF_UP to the cent, less the discount."""
        return cents(self.price * self.quantity) - self.discount


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to the cent, HALF_UP (halves away from zero, so a return undoes its sale exactly)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


class Till:
    """The till of one store; days must be asked for in order, since returns refer to earlier ones."""

    def __init__(self, world: World, store: Store, seed: int) -> None:
        self._world, self._store, self._seed = world, store, seed
        self._throws = dice(seed, "sales", store.id)
        self._popularity = zipf_weights(len(world.products), POPULARITY)
        # A store's own customers come first in its list, so that most of its receipts are theirs.
        place, stores = world.stores.index(store), len(world.stores)
        self._customers = sorted(world.customers, key=lambda customer: (customer.id - place) % stores)
        self._loyalty = zipf_weights(len(self._customers), 0.55)
        self._returnable: deque[SaleLine] = deque(maxlen=300)

    def day(self, day: date) -> list[SaleLine]:
        """The lines of a day, in the order in which they were rung up."""
        throws = self._throws
        footfall = self._store.footfall * _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] * throws.uniform(0.9, 1.1)
        moments = sorted(_moment(throws, day) for _ in range(max(1, round(footfall))))
        at_work = [seller for seller in self._store.staff if throws.random() < 5 / 7] or list(self._store.staff[:2])
        promotion = promotion_on(day, self._seed)
        lines: list[SaleLine] = []
        for number, moment in enumerate(moments, start=1):
            receipt_id = f"{day:%Y%m%d}-{number:04d}"
            if self._returnable and throws.random() < _RETURNED:
                lines.append(self._return(receipt_id, moment))
            else:
                lines.extend(self._basket(receipt_id, moment, at_work, promotion))
        # Pieces only: nobody brings back half a kilogram of grapes.
        self._returnable.extend(line for line in lines if line.quantity > 0 and not line.product.range.weighed)
        return lines

    def _basket(
        self, receipt_id: str, moment: datetime, at_work: list[Seller], promotion: Promotion
    ) -> Iterator[SaleLine]:
        throws = self._throws
        anonymous, self_checkout = throws.random() < _ANONYMOUS, throws.random() < _NO_SELLER
        customer_id = None if anonymous else draw(throws, self._customers, self._loyalty).id
        seller = throws.choices(at_work, [seller.talent for seller in at_work])[0]
        payment = throws.choices(tuple(_PAYMENTS), tuple(_PAYMENTS.values()))[0]
        for line_no in range(1, throws.choices(range(1, 9), _BASKET_SIZES)[0] + 1):
            product = draw(throws, self._world.products, self._popularity)
            price, quantity = product.price_on(moment.date()), _quantity(throws, product)
            discount = _discount(product, price, quantity, promotion)
            yield SaleLine(
                store_id=self._store.id,
                receipt_id=receipt_id,
                line_no=line_no,
                sold_at=moment,
                customer_id=customer_id,
                product=product,
                sales_person_id=None if self_checkout else seller.id,
                price=price,
                quantity=quantity,
                discount=discount,
                payment_method=payment,
                promotion_id=promotion.id if discount else None,
            )

    def _return(self, receipt_id: str, moment: datetime) -> SaleLine:
        """An earlier line undone, to the cent and at the cost of who sold it."""
        sold = self._throws.choice(self._returnable)
        self._returnable.remove(sold)
        return replace(
            sold,
            receipt_id=receipt_id,
            line_no=1,
            sold_at=moment,
            quantity=-sold.quantity,
            discount=-sold.discount if sold.discount else NO_DISCOUNT,
            bought=(sold.receipt_id, sold.sold_at.date()),
        )


def _discount(product: Product, price: Decimal, quantity: Decimal, promotion: Promotion) -> Decimal:
    if product.range.subcategory != promotion.subcategory:
        return NO_DISCOUNT
    return cents(cents(price * quantity) * promotion.percent / 100)


def _quantity(throws: Random, product: Product) -> Decimal:
    if product.range.weighed:
        return Decimal(throws.randint(80, 2400)).scaleb(-3)
    return Decimal(throws.choices((1, 2, 3, 6), _PIECES)[0])


def _moment(throws: Random, day: date) -> datetime:
    hours = _SUNDAY_HOURS if day.weekday() == 6 else _HOURS
    hour = throws.choices(tuple(hours), tuple(hours.values()))[0]
    return datetime.combine(day, time(hour, tzinfo=UTC)) + timedelta(seconds=throws.randrange(3600))
