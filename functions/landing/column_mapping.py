"""One entry of a source's column mapping: where a contract column's values come from."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from functions.landing.checking.date_format import compile_format
from functions.landing.checking.grammars import constant_code
from jobs.contracts.dataset import Column

AMOUNTS_RULE = "price-quantity-total-agree"
AMOUNTS = ("price", "quantity", "total_cost")


class ColumnMapping(BaseModel):
    """`{from: file column, format: date format}`, `{constant: text or null}` or `{derived: true}`.

    A format alone reads the file column of the same name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    from_column: str | None = Field(default=None, alias="from", min_length=1)
    format: str | None = None
    constant: str | int | None = None
    derived: Literal[True] | None = None

    @property
    def is_constant(self) -> bool:
        """Every row gets the constant; it may be null."""
        return "constant" in self.model_fields_set

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        from_file = self.from_column is not None or self.format is not None
        if [from_file, self.is_constant, bool(self.derived)].count(True) != 1:
            raise ValueError("expected either from (with or without format), or constant, or derived: true")
        if self.format is not None:
            compile_format(self.format)
        return self

    def misfit(self, column: Column, rules: tuple[str, ...]) -> str:
        """What does not fit the contract's column, or ''."""
        if self.derived and column.name != "sold_hour" and not (AMOUNTS_RULE in rules and column.name in AMOUNTS):
            return "found derived, expected a column that can be derived: sold_hour, or one of the three amounts"
        if self.is_constant and self.constant is None and not (column.nullable or column.name in AMOUNTS):
            return "found constant: null, expected a value, since the contract requires one"
        if self.constant is not None and (code := constant_code(column, str(self.constant))):
            return f"found constant: {self.constant!r} ({code}), expected a {column.type}"
        if self.format is None:
            return ""
        if column.type not in ("date", "timestamp"):
            return f"found a format, expected none for a column of type {column.type}"
        if column.type == "timestamp" and not compile_format(self.format).has_time:
            return f"found format {self.format!r}, expected one with hours and minutes for a timestamp"
        return ""
