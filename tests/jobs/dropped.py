"""Dropped files landed by the real check, and what the jobs are told of them."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from functions.landing.check import check_file
from functions.landing.source import load_source
from jobs.contracts.dataset import contract
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.contracts.paths import LandingPath, content_id
from tests.jobs.landed import LandedLake

SOURCES = Path(__file__).parents[2] / "sources"
JOURNEY = Path(__file__).parents[3] / "shared" / "data" / "complete_journey"
NO_JOURNEY = "the Complete Journey does not lie beside the checkout"
_JOURNEY_FILES: Mapping[str, str] = {
    "pos_sales": "transactions_sample.csv",
    "product": "products.csv",
    "promotion": "promotions_sample.csv",
    "coupon": "coupons.csv",
    "coupon_redemption": "coupon_redemptions.csv",
}


def drop(landed: LandedLake, path: LandingPath, content: bytes, *, day: str, sources: Path = SOURCES) -> ManifestLine:
    """Land a file on a day by the mapping of its source; the answer is the manifest line that loads it."""
    rules = contract(path.dataset)
    version = content_id(path.dataset, sha256(content).hexdigest())
    bronze = f"{path.dataset}/{path.source}/{version}/1.parquet"
    target = landed.folder / "bronze" / bronze
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as good:
        checked = check_file(
            BytesIO(content),
            path=path,
            version=version,
            contract=rules,
            mapping=load_source(sources, path.source).mapping(rules),
            bronze=good,
            quarantine=BytesIO(),
            dropped_on=date.fromisoformat(day),
        )
    return ManifestLine(
        action=LOAD,
        dataset=path.dataset,
        version=version,
        landing_path=str(path),
        landed_at=f"{day}T06:00:00+00:00",
        bronze=(bronze,),
        months=checked.months,
        rows=checked.loaded,
        total_cost="" if checked.total_cost is None else str(checked.total_cost),
        rows_in=checked.rows_in,
        quarantined=checked.quarantined,
        violations=tuple(sorted(checked.violations.items())),
    )


def drop_journey(landed: LandedLake, *, sales: int | None = None) -> tuple[ManifestLine, ...]:
    """Land a grocer's year as its files stand; the lines that load them.

    sales   only so many of the first sales, with the products and promotions that belong to them
    """
    content = {dataset: (JOURNEY / file).read_bytes() for dataset, file in _JOURNEY_FILES.items()}
    if sales is not None:
        content = _first_sales(content, sales)
    return tuple(
        drop(landed, LandingPath(dataset, "complete_journey", _JOURNEY_FILES[dataset]), text, day="2018-01-02")
        for dataset, text in content.items()
    )


def _first_sales(content: Mapping[str, bytes], number: int) -> dict[str, bytes]:
    header, *lines = content["pos_sales"].splitlines(keepends=True)
    sold = {line.split(b",")[3] for line in lines[:number]}
    chosen = {"pos_sales": b"".join([header, *lines[:number]])}
    for dataset in ("product", "promotion"):
        header, *lines = content[dataset].splitlines(keepends=True)
        chosen[dataset] = b"".join([header, *(line for line in lines if line.partition(b",")[0] in sold)])
    return chosen
