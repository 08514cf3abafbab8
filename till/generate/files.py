"""Writes generated data as till files in the 'standard' layout, under the paths they are dropped to in landing."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from till.generate.baskets import SaleLine
from till.generate.columns import COLUMNS, sales_row
from till.generate.dirt import Dirt
from till.generate.world import Person, World

SOURCE = "standard"


def sales_path(store_id: int, day: date) -> str:
    """Where the sales of a store and day are dropped, below landing."""
    return f"pos_sales/{SOURCE}/store-{store_id}/{day.isoformat()}.csv"


def write_sales(path: Path, lines: Sequence[SaleLine], dirty: dict[int, Dirt]) -> None:
    """Write a day's file; the rows that `dirty` names are spoiled."""
    rows = (
        dirty[place].spoil(sales_row(line)) if place in dirty else sales_row(line) for place, line in enumerate(lines)
    )
    _write(path, COLUMNS, rows)


def write_dimensions(folder: Path, world: World) -> dict[str, int]:
    """Write the files of customers, products, staff and stores; the rows of each, by its path below landing."""
    tables = {
        "customer": _customers(world),
        "product": _products(world),
        "sales_team": _staff(world),
        "store": _stores(world),
    }
    rows = {}
    for dataset, (columns, *records) in tables.items():
        path = f"{dataset}/{SOURCE}/{dataset}.csv"
        _write(folder / path, columns, records)
        rows[path] = len(records)
    return rows


def _customers(world: World) -> list[Sequence[object]]:
    columns = ("customer_id", *_PERSON, "phone_number", "customer_joining_date")
    return [columns, *((who.id, *_person(who.person), who.phone, who.joined) for who in world.customers)]


def _products(world: World) -> list[Sequence[object]]:
    columns = (
        "id", "name", "current_price", "old_price", "created_date", "updated_date", "expiry_date",
        "category", "subcategory", "brand", "supplier_name", "unit_cost",
    )  # fmt: skip
    goods = sorted((*world.products, world.gift_card), key=lambda product: product.id)
    rows = (
        (
            it.id, it.name, it.price, it.old_price, it.created, it.changed, None,
            it.range.category, it.range.subcategory, it.brand, it.supplier, it.unit_cost,
        )
        for it in goods
    )  # fmt: skip
    return [columns, *rows]


def _staff(world: World) -> list[Sequence[object]]:
    columns = ("id", *_PERSON, "manager_id", "is_manager", "joining_date")
    staff = (seller for store in world.stores for seller in store.staff)
    rows = (
        (who.id, *_person(who.person), who.manager_id, "Y" if who.manager_id is None else "N", who.joined)
        for who in staff
    )
    return [columns, *rows]


def _stores(world: World) -> list[Sequence[object]]:
    columns = (
        "id", "address", "store_pincode", "store_manager_name", "store_opening_date", "reviews",
        "city", "region", "time_zone",
    )  # fmt: skip
    # The standard source is read in UTC, so these stores keep UTC too: their business date is the date of sold_at.
    rows = (
        (it.id, it.address, it.pincode, it.staff[0].person.full_name, it.opened, it.review, it.city, it.region, "UTC")
        for it in world.stores
    )
    return [columns, *rows]


_PERSON = ("first_name", "last_name", "address", "pincode")


def _person(who: Person) -> tuple[str, str, str, str]:
    return who.first_name, who.last_name, who.address, who.pincode


def _write(path: Path, columns: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
