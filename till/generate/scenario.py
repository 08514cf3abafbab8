"""Generates a season of till files: builds the world, rings up every day, spoils some rows, counts what it wrote."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from jobs.contracts.errors import ConfigurationInvalid
from till.generate.baskets import SaleLine, Till
from till.generate.beside import Beside
from till.generate.dice import dice
from till.generate.dimension_files import write_dimensions
from till.generate.dirt import Dirt, dirty_rows
from till.generate.files import sales_path, write_sales
from till.generate.generated import Generated, SalesFile, Tie
from till.generate.tie import gift_cards_for_a_tie, totals_by_seller
from till.generate.world import Store, World, build_world

MOST_STORES, MOST_MONTHS = 99, 60


def generate(
    folder: Path,
    *,
    stores: int = 3,
    months: int = 3,
    first_month: str | date = "2026-07",
    seed: int = 7,
    dirty: float = 0.005,
    on_file: Callable[[], object] = lambda: None,
) -> Generated:
    """Write till files in the 'standard' layout below `folder`, and return exactly what is in them.

    One sales file per store and day, one file per dimension as of the day before, one of the prices that changed, and
    files of promotions, reviews and stock. The same arguments give the same bytes. `dirty` is the share of
    sale lines that are spoiled. In the first store two salespeople tie at the top of the first month, to the
    cent. `on_file` is called after each sales file.

    Raises ConfigurationInvalid, naming every mistake, where an argument cannot be used or the folder is not empty.
    """
    first_day = _checked(folder, stores, months, first_month, dirty)
    last_day = _month_after(first_day, months) - timedelta(days=1)
    world = build_world(seed, stores, first_day)
    beside = Beside(world, seed, first_day, last_day)
    sales: list[SalesFile] = []
    seller_totals: dict[tuple[int, str, int | None], Decimal] = {}
    for store in world.stores:
        for month, days in _months_of(world, store, seed, dirty, first_day, last_day):
            if not seller_totals:  # the first month of the first store: the one with the tie
                good = [line for day in days for line in day.good]
                days[-1].lines.extend(gift_cards_for_a_tie(good, world.gift_card))
            for day in days:
                sales.append(day.write(folder))
                beside.take(store, day.day, day.lines)
                on_file()
            totals = totals_by_seller(line for day in days for line in day.good)
            seller_totals |= {(store.id, month, seller): total for seller, total in totals.items()}
    dimensions = write_dimensions(folder, world, first_day - timedelta(days=1), last_day)
    return Generated(folder, tuple(sales), dimensions, beside.write(folder), seller_totals, _tie(seller_totals))


class _StoreDay:
    """The lines of one store and day, and which of them are spoiled when they are written."""

    def __init__(self, store: Store, day: date, lines: list[SaleLine], dirty: dict[int, Dirt]) -> None:
        self.store, self.day, self.lines, self.dirty = store, day, lines, dirty

    @property
    def good(self) -> list[SaleLine]:
        return [line for place, line in enumerate(self.lines) if place not in self.dirty]

    def write(self, folder: Path) -> SalesFile:
        path = sales_path(self.store.id, self.day)
        write_sales(folder / path, self.lines, self.dirty)
        return SalesFile(
            path=path,
            store_id=self.store.id,
            day=self.day,
            rows_good=len(self.good),
            rows_dirty=len(self.dirty),
            total_cost=sum((line.total_cost for line in self.good), Decimal("0.00")),
            dirty=dict(Counter(dirt.kind for dirt in self.dirty.values())),
        )


def _months_of(
    world: World, store: Store, seed: int, dirty: float, first_day: date, last_day: date
) -> Iterator[tuple[str, list[_StoreDay]]]:
    """The months of a store in order, each with its days; days are rung up only when their month is asked for."""
    till, spoiling = Till(world, store, seed), dice(seed, "dirt", store.id)
    days = (first_day + timedelta(days=number) for number in range((last_day - first_day).days + 1))
    for month, days_of_month in groupby(days, key=lambda day: f"{day:%Y-%m}"):
        made = []
        for day in days_of_month:
            lines = till.day(day)
            made.append(_StoreDay(store, day, lines, dirty_rows(spoiling, len(lines), dirty)))
        yield month, made


def _tie(seller_totals: dict[tuple[int, str, int | None], Decimal]) -> Tie:
    store_id, month, _ = next(iter(seller_totals))
    totals = {who: total for (*place, who), total in seller_totals.items() if place == [store_id, month] and who}
    top = max(totals.values())
    return Tie(store_id, month, tuple(sorted(who for who, total in totals.items() if total == top)), top)


def _checked(folder: Path, stores: int, months: int, first_month: str | date, dirty: float) -> date:
    """The first day, where all arguments can be used."""
    first_day = _first_day(first_month)
    mistakes = [
        (not 1 <= stores <= MOST_STORES, f"stores {stores}", f"stores 1 to {MOST_STORES}"),
        (not 1 <= months <= MOST_MONTHS, f"months {months}", f"months 1 to {MOST_MONTHS}"),
        (first_day is None, f"first month {first_month!r}", "first month as yyyy-mm, 2000-01 to 2094-12"),
        (not 0 <= dirty <= 0.5, f"dirty {dirty}", "dirty 0 to 0.5, a share of the sale lines"),
        (not _can_be_filled(folder), "something in the place of the new files", "an empty or a new folder"),
    ]
    found = [(what, wanted) for wrong, what, wanted in mistakes if wrong]
    if found or first_day is None:
        raise ConfigurationInvalid(
            "Till files cannot be generated like this.",
            where=str(folder),
            found="; ".join(what for what, _ in found),
            expected="; ".join(wanted for _, wanted in found),
            next_step="call till generate again with these put right",
        )
    return first_day


def _can_be_filled(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _first_day(month: str | date) -> date | None:
    if isinstance(month, date):
        return month.replace(day=1)
    try:
        first_day = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first_day if 2000 <= first_day.year <= 2094 else None


def _month_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
