"""The world that generated sales happen in: stores, their staff, the products on sale and the customers.

Stands before the way of a file: `baskets` fills receipts from it, `files` writes it as the dimension datasets.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from till.generate.catalogue import (
    BRANDS,
    CITIES,
    FIRST_NAMES,
    GIFT_CARD,
    LAST_NAMES,
    RANGES,
    REVIEWS,
    STREETS,
    SUPPLIERS,
    Range,
)
from till.generate.dice import dice

CUSTOMERS_PER_STORE = 220
_FIRST_STORE_ID = 101


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's name and where they live, both made up."""

    first_name: str
    last_name: str
    address: str
    pincode: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Seller:
    """One of a store's staff; `talent` is the share of receipts taken when several are at work."""

    id: int
    person: Person
    manager_id: int | None
    joined: date
    talent: float


@dataclass(frozen=True, slots=True)
class Store:
    """A store; `footfall` is the mean number of receipts a day."""

    id: int
    address: str
    pincode: str
    city: str
    region: str
    opened: date
    review: str
    footfall: float
    staff: tuple[Seller, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product; the price changes once, on `changed`. Weighed goods are priced per kilogram."""

    id: int
    name: str
    range: Range
    brand: str
    supplier: str
    old_price: Decimal
    price: Decimal
    unit_cost: Decimal
    created: date
    changed: date

    def price_on(self, day: date) -> Decimal:
        """The price of one unit on a day."""
        return self.price if day >= self.changed else self.old_price


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with a loyalty card."""

    id: int
    person: Person
    phone: str
    joined: date


@dataclass(frozen=True, slots=True)
class World:
    """All that sales refer to; products and customers stand in the order of how much they sell and buy."""

    stores: tuple[Store, ...]
    products: tuple[Product, ...]
    customers: tuple[Customer, ...]
    gift_card: Product


def build_world(seed: int, stores: int, first_day: date) -> World:
    """A world of so many stores as it is on the day before the first sale, the same for the same seed."""
    goods = _products(dice(seed, "products"), first_day)
    return World(
        stores=tuple(_store(dice(seed, "store", number), number, first_day) for number in range(stores)),
        products=goods,
        customers=_customers(dice(seed, "customers"), stores * CUSTOMERS_PER_STORE, first_day),
        gift_card=_gift_card(max(product.id for product in goods) + 1, first_day),
    )


def _person(throws: Random) -> Person:
    street = f"{throws.randint(1, 180)} {throws.choice(STREETS)}"
    return Person(throws.choice(FIRST_NAMES), throws.choice(LAST_NAMES), street, f"{throws.randint(10000, 99999)}")


def _store(throws: Random, number: int, first_day: date) -> Store:
    city, region = CITIES[number % len(CITIES)]
    store_id = _FIRST_STORE_ID + number
    manager_id = store_id * 100
    staff = [Seller(manager_id, _person(throws), None, _before(throws, first_day, 3000), 0.35)]
    for place in range(1, throws.randint(4, 7)):
        joined = _before(throws, first_day, 2000)
        staff.append(
            Seller(manager_id + place, _person(throws), manager_id, joined, round(throws.uniform(0.5, 1.5), 2))
        )
    return Store(
        id=store_id,
        address=f"{throws.randint(1, 90)} {throws.choice(STREETS)}, {city}",
        pincode=f"{throws.randint(10000, 99999)}",
        city=city,
        region=region,
        opened=_before(throws, first_day, 9000),
        review=throws.choice(REVIEWS),
        footfall=throws.uniform(40, 60),
        staff=tuple(staff),
    )


def _products(throws: Random, first_day: date) -> tuple[Product, ...]:
    wanted = [(part, f"{brand} {name}") for part in RANGES for name in part.names for brand in BRANDS]
    goods = [_product(throws, 1000 + number, part, name, first_day) for number, (part, name) in enumerate(wanted)]
    # Popularity goes by place in the list, so cheap things must tend to stand first: more bread is sold than tablets.
    goods.sort(key=lambda product: throws.uniform(0.3, 1) * float(product.price))
    return tuple(goods)


def _product(throws: Random, product_id: int, part: Range, name: str, first_day: date) -> Product:
    # Prices end in 9, as on a shelf: 2.49, not 2.47. Cents first, since money is never a float.
    price = Decimal(throws.randrange(part.lowest_price * 100, part.highest_price * 100, 10) + 9).scaleb(-2)
    step = Decimal(throws.choice((-10, 10, 20, 30))).scaleb(-2)
    return Product(
        id=product_id,
        name=name,
        range=part,
        brand=name.split(" ", 1)[0],
        supplier=throws.choice(SUPPLIERS),
        old_price=price - step,
        price=price,
        unit_cost=(price * throws.randint(45, 75)).scaleb(-2),
        created=_before(throws, first_day, 1500),
        changed=first_day + timedelta(days=throws.randint(-20, 25)),
    )


def _gift_card(product_id: int, first_day: date) -> Product:
    """The one product whose price is what the customer names."""
    part, since = Range("Services", "Gift cards", 0, 0, False, (GIFT_CARD,)), first_day - timedelta(days=400)
    return Product(
        product_id, GIFT_CARD, part, "", "", Decimal("0.00"), Decimal("0.00"), Decimal("0.0000"), since, since
    )


def _customers(throws: Random, count: int, first_day: date) -> tuple[Customer, ...]:
    # 07700 900000 to 900999 belongs to nobody: it is kept free for drama.
    return tuple(
        Customer(
            50_001 + number, _person(throws), f"07700 900{throws.randint(0, 999):03d}", _before(throws, first_day, 1200)
        )
        for number in range(count)
    )


def _before(throws: Random, day: date, most_days: int) -> date:
    return day - timedelta(days=throws.randint(30, most_days))
