"""What the views show: every mart for readers without personal data, and whole for those who may see persons."""

from dataclasses import dataclass
from functools import cache

from jobs.contracts import names
from jobs.contracts.dataset import contract, dataset_names
from jobs.derive.definition import Definition, definitions

READABLE, WHOLE = "gold", "gold_persons"
# Columns of gold that are made of ones that a contract marks, and called otherwise.
_MADE_OF_PERSONAL = ("full_name",)


@dataclass(frozen=True, slots=True)
class Shown:
    """A view of a mart: its schema, and the columns that it shows."""

    schema: str
    mart: Definition
    columns: tuple[str, ...]

    @property
    def comment(self) -> str:
        """What the mart holds, in its own words, and its grain."""
        return f"{self.mart.summary} One row per {', '.join(self.mart.grain)}."


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see what: two groups, by the names that the endpoint knows them by."""

    everyone: str
    of_persons: str

    def of(self, schema: str) -> str:
        """The group that sees the views of a schema."""
        return self.everyone if schema == READABLE else self.of_persons


@cache
def personal_columns() -> frozenset[str]:
    """The names by which gold has what a contract marks as personal data."""
    marked = (column.name for name in dataset_names() for column in contract(name).columns if column.personal)
    return frozenset((*marked, *_MADE_OF_PERSONAL))


def shown_views() -> tuple[Shown, ...]:
    """Every mart without its personal columns; then those that have such columns again, whole."""
    marts = [said for said in definitions() if said.file_system == names.GOLD]
    personal = personal_columns()
    readable = (Shown(READABLE, mart, tuple(name for name in mart.columns if name not in personal)) for mart in marts)
    whole = (Shown(WHOLE, mart, tuple(mart.columns)) for mart in marts if personal & set(mart.columns))
    return (*readable, *whole)
