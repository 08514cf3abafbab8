"""The files of customers, products, staff and stores: all of them as of one day, and the prices that change later."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from till.generate.files import SOURCE, write_table
from till.generate.world import Person, Product, World

FULL, DELTA = "full", "delta"
_AS_OF = ("business_date", "delivery")
_PERSON = ("first_name", "last_name", "address", "pincode")
_PRODUCT = (
    "id", "name", "current_price", "old_price", "created_date", "updated_date", "expiry_date",
    "category", "subcategory", "brand", "supplier_name", "unit_cost", *_AS_OF,
)  # fmt: skip


def write_dimensions(folder: Path, world: World, as_of: date, last_day: date) -> dict[str, int]:
    """Write what each dimension holds as of a day, and what changes until the last one; the rows of each file, by its
    path below landing.
    """
    tables = {
        "customer/customer": _customers(world, as_of),
        "product/product": _products(world, as_of),
        "product/product-changes": _price_changes(world, as_of, last_day),
        "sales_team/sales_team": _staff(world, as_of),
        "store/store": _stores(world, as_of),
    }
    rows = {}
    for name, (columns, *records) in tables.items():
        dataset, _, file = name.partition("/")
        path = f"{dataset}/{SOURCE}/{file}.csv"
        if records:
            write_table(folder / path, columns, records)
            rows[path] = len(records)
    return rows


def _customers(world: World, as_of: date) -> list[Sequence[object]]:
    columns = ("customer_id", *_PERSON, "phone_number", "customer_joining_date", "region", *_AS_OF)
    # A customer's own store is the one that `Till` puts first.
    regions = [store.region for store in world.stores]
    rows = (
        (who.id, *_person(who.person), who.phone, who.joined, regions[who.id % len(regions)], as_of, FULL)
        for who in world.customers
    )
    return [columns, *rows]


def _products(world: World, as_of: date) -> list[Sequence[object]]:
    goods = sorted((*world.products, world.gift_card), key=lambda product: product.id)
    return [_PRODUCT, *(_product(it, as_of, FULL) for it in goods)]


def _price_changes(world: World, after: date, last_day: date) -> list[Sequence[object]]:
    changed = sorted((it.changed, it.id, it) for it in world.products if after < it.changed <= last_day)
    return [_PRODUCT, *(_product(it, day, DELTA) for day, _, it in changed)]


def _product(it: Product, as_of: date, delivery: str) -> Sequence[object]:
    is_changed = it.changed <= as_of
    return (
        it.id, it.name, it.price_on(as_of), it.old_price if is_changed else None,
        it.created, it.changed if is_changed else it.created, None,
        it.range.category, it.range.subcategory, it.brand, it.supplier, it.unit_cost, as_of, delivery,
    )  # fmt: skip


def _staff(world: World, as_of: date) -> list[Sequence[object]]:
    columns = ("id", *_PERSON, "manager_id", "is_manager", "joining_date", *_AS_OF)
    staff = (seller for store in world.stores for seller in store.staff)
    rows = (
        (
            who.id, *_person(who.person), who.manager_id, "Y" if who.manager_id is None else "N", who.joined,
            as_of, FULL,
        )
        for who in staff
    )  # fmt: skip
    return [columns, *rows]


def _stores(world: World, as_of: date) -> list[Sequence[object]]:
    columns = (
        "id", "address", "store_pincode", "store_manager_name", "store_opening_date", "reviews",
        "city", "region", "time_zone", *_AS_OF,
    )  # fmt: skip
    # The standard source is read in UTC, so these stores keep UTC too: their business date is the date of sold_at.
    rows = (
        (
            it.id, it.address, it.pincode, it.staff[0].person.full_name, it.opened, it.review,
            it.city, it.region, "UTC", as_of, FULL,
        )
        for it in world.stores
    )  # fmt: skip
    return [columns, *rows]


def _person(who: Person) -> tuple[str, str, str, str]:
    return who.first_name, who.last_name, who.address, who.pincode
