"""The files beside sales and dimensions: promotions, reviews and stock, gathered while the sales are rung up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from till.generate.baskets import SaleLine
from till.generate.files import SOURCE, write_table
from till.generate.promotions import Promotion, promotions_between
from till.generate.reviews import Review, Reviewers
from till.generate.shelves import Shelves, Stock
from till.generate.world import Store, World

_PROMOTION = (
    "promotion_id", "name", "method", "product_id", "category", "store_id", "discount_percent", "starts_on", "ends_on",
)  # fmt: skip
_REVIEW = ("review_id", "product_id", "customer_id", "rating", "reviewed_on")
_STOCK = ("product_id", "store_id", "stock_date", "on_hand")


class Beside:
    """What is told of a season beside its sales; the days of each store must be taken in order."""

    def __init__(self, world: World, seed: int, first_day: date, last_day: date) -> None:
        self._world, self._seed = world, seed
        self._first_day, self._last_day = first_day, last_day
        self._reviews: dict[str, list[Review]] = defaultdict(list)
        self._stock: dict[tuple[int, str], list[Stock]] = defaultdict(list)
        self._shelves = {store.id: Shelves(world, store) for store in world.stores}
        self._reviewers = {store.id: Reviewers(store, seed) for store in world.stores}

    def take(self, store: Store, day: date, lines: list[SaleLine]) -> None:
        """Take in a store's sales of a day."""
        for review in self._reviewers[store.id].of(lines):
            if review.day <= self._last_day:
                self._reviews[f"{review.day:%Y-%m}"].append(review)
        self._stock[store.id, f"{day:%Y-%m}"] += self._shelves[store.id].close(day, lines)

    def write(self, folder: Path) -> dict[str, int]:
        """Write the files; the rows of each, by its path below landing."""
        promotions = promotions_between(self._first_day, self._last_day, self._seed)
        tables: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = {
            f"promotion/{SOURCE}/promotion.csv": (_PROMOTION, _scopes(promotions, self._world))
        }
        for month, reviews in sorted(self._reviews.items()):
            rows = [(it.id, it.product_id, it.customer_id, it.rating, it.day) for it in reviews]
            tables[f"product_review/{SOURCE}/{month}.csv"] = (_REVIEW, rows)
        for (store_id, month), stock in self._stock.items():
            counted = [(it.product_id, it.store_id, it.day, it.on_hand) for it in stock]
            tables[f"inventory/{SOURCE}/store-{store_id}/{month}.csv"] = (_STOCK, counted)
        for path, (columns, records) in tables.items():
            write_table(folder / path, columns, records)
        return {path: len(records) for path, (_, records) in tables.items()}


def _scopes(promotions: Iterable[Promotion], world: World) -> list[tuple[object, ...]]:
    """A row for each product that a promotion is for; it holds in every store."""
    return [
        (it.id, it.name, it.method, product.id, None, None, it.percent, it.starts_on, it.ends_on)
        for it in promotions
        for product in sorted(world.products, key=lambda product: product.id)
        if product.range.subcategory == it.subcategory
    ]
