"""A last line that is no row: recognised where it differs from the rows, and what it says of them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from till.new_source.figures import Notation
from till.new_source.told import Sure, Told


def told_trailer(
    last: str, *, rows: int, sums: Mapping[str, Decimal], notation: Notation, delimiter: str
) -> Told[str] | None:
    """The pattern of a last line that is no row; None where it holds nothing that the rows before it come to.

    rows, sums   of the rows before it: a figure that equals one of them is a control total
    """
    marks = "".join(sorted({notation.decimal_mark, notation.thousands_mark} - {delimiter, ""}))
    any_figure = f"-?[0-9]+(?:[{marks}][0-9]+)*" if marks else "-?[0-9]+"
    pattern, groups, at = "", list[str](), 0
    for token in re.finditer(any_figure, last):
        name = _group(token[0], rows, sums, groups, notation)
        pattern += re.escape(last[at : token.start()])
        pattern += f"(?P<{name}>{any_figure if name != 'rows' else '[0-9]+'})" if name else any_figure
        groups += [name] if name else []
        at = token.end()
    pattern += re.escape(last[at:])
    if not groups:
        return None
    sure = Sure.LIKELY if "rows" in groups else Sure.UNSURE
    return Told(pattern, sure, f"the last line is no row, and holds their {' and '.join(groups)}")


def _group(token: str, rows: int, sums: Mapping[str, Decimal], taken: Sequence[str], notation: Notation) -> str:
    if token.isdecimal() and int(token) == rows and "rows" not in taken:
        return "rows"
    figure = notation.figure(token)
    return next((name for name, total in sums.items() if figure == total and total and name not in taken), "")
