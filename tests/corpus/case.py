"""One file of the corpus and what is to become of it, and how the tables of texts beside it are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

TEXTS = Path(__file__).parent / "text"
SOURCE = {"source": "test", "format": "csv", "time_zone": "UTC"}
SOUND = {
    "customer_id": "7",
    "store_id": "1",
    "product_name": "Tea",
    "sales_date": "2026-03-01",
    "sales_person_id": "3",
    "price": "2.50",
    "quantity": "2",
    "total_cost": "5.00",
}
HEADER = ",".join(SOUND) + "\n"
ROW = ",".join(SOUND.values()) + "\n"

type Violations = list[tuple[int, str, str]]
type Books = tuple[int, int, int, str | None]


@dataclass(frozen=True)
class Case:
    """A file, how its source writes, and either the code it is refused with or its books and every violation.

    books    rows in, loaded, quarantined, total_cost of the loaded rows
    values   what a loaded row holds, by row and column, as text
    says     words of the refusal that a person needs
    bounds   by column, what the contract asks beyond what the shipped one does
    """

    name: str
    content: bytes
    refused: str = ""
    books: Books | None = None
    violations: Violations = field(default_factory=list)
    values: dict[int, dict[str, str]] = field(default_factory=dict)
    says: str = ""
    source: str = ""
    dataset: str = "pos_sales"
    file: str = "a.csv"
    control: bytes = b""
    dropped_on: date | None = None
    longest_row: int | None = None
    bounds: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        return {self.refused} - {""} | {code for _, _, code in self.violations}


def source_text(more: dict[str, Any], dataset: str = "pos_sales") -> str:
    """The YAML of a source: the standard one, with more keys; columns and returns are the dataset's."""
    of_dataset = {key: more[key] for key in ("columns", "returns") if key in more}
    of_file = {key: value for key, value in more.items() if key not in of_dataset}
    return yaml.safe_dump({**SOURCE, **of_file, "datasets": {dataset: of_dataset}}, allow_unicode=True)


def one_value(values: dict[str, str]) -> str:
    """A standard file of three rows; the second one holds these values."""
    names = list(SOUND | values)
    rows = [SOUND, SOUND | values, SOUND]
    return "".join(",".join(line) + "\n" for line in [names, *([row.get(name, "") for name in names] for row in rows)])


def text_cases() -> Iterator[Case]:
    """The cases of all tables, in the order of their names."""
    for path in sorted(TEXTS.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield _case(path.stem, dict(entry))


def _case(table: str, entry: dict[str, Any]) -> Case:
    text, code = _text(entry), entry.pop("code", "")
    encoding, dataset = entry.pop("as", "utf-8"), entry.get("dataset", "pos_sales")
    if code:
        (column,) = entry["row"]
        entry |= {"books": (3, 2, 1, "10.00"), "violations": [(2, column, code)]}
    entry.pop("row", None)
    books = entry.pop("books", None)
    return Case(
        name=f"{table}: {entry.pop('name')}",
        content=text.encode(encoding),
        books=tuple(books) if books else None,
        violations=[tuple(violation) for violation in entry.pop("violations", [])],
        source=source_text(entry.pop("source", {}), dataset),
        control=entry.pop("control", "").encode(),
        **entry,
    )


def _text(entry: dict[str, Any]) -> str:
    if "row" in entry:
        return one_value(entry["row"])
    return HEADER + entry.pop("rows") if "rows" in entry else entry.pop("text")
