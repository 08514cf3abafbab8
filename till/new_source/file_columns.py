"""The columns of a sample, and what their values can be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jobs.contracts.dataset import Column
from till.new_source.dates import Written, told_dates
from till.new_source.figures import Notation, looks_like_figures

_FITTING_SHARE = 0.9
_INTEGER = re.compile(r"[-+]?[0-9]+")
_IN_A_TEXT = re.compile(r"([A-Za-z][A-Za-z _#/.-]*?)[-_#/. ]?0*[0-9]+")


@dataclass(frozen=True)
class FileColumn:
    """One column: all its values in the order of the rows, '' where empty."""

    name: str
    values: Sequence[str]
    null_texts: frozenset[str] = field(default=frozenset())

    @cached_property
    def filled(self) -> list[str]:
        """The values that stand for something."""
        return [each for each in self.values if each and each not in self.null_texts]

    @cached_property
    def dates(self) -> Written | None:
        """How its dates are written, None where it holds none."""
        return told_dates(self.filled)

    @cached_property
    def is_figures(self) -> bool:
        """Most values are figures in some notation, and they are no dates."""
        return looks_like_figures(self.filled) and not self.dates

    @cached_property
    def integer_share(self) -> float:
        """The share of its values that are whole numbers."""
        return self._share(sum(bool(_INTEGER.fullmatch(each)) for each in self.filled))

    @cached_property
    def letters_before_digits(self) -> str:
        """The letters that stand before the digits of every value, as in C-0017; '' where there are none."""
        matches = [_IN_A_TEXT.fullmatch(each) for each in self.filled]
        letters = {match[1] for match in matches if match}
        return letters.pop() if len(letters) == 1 and all(matches) else ""

    def fits(self, column: Column, notation: Notation) -> bool:
        """Whether most of its values can be values of a contract's column; an empty one cannot be told."""
        if not self.filled:
            return column.nullable
        match column.type:
            case "string":
                return not (column.name.endswith("_name") and self.integer_share >= _FITTING_SHARE)
            case "date":
                return self.dates is not None
            case "timestamp":
                return self.dates is not None and self.dates.has_time
            case "int" | "bigint":
                return self.integer_share >= _FITTING_SHARE or bool(self.letters_before_digits)
        return self._share(sum(notation.figure(each) is not None for each in self.filled)) >= _FITTING_SHARE

    def _share(self, fitting: int) -> float:
        return fitting / len(self.filled) if self.filled else 0.0
