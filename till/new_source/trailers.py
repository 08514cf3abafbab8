"""A last line that is no row: recognised where it differs from the rows, and what it says of them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from till.new_source.figures import Notation
from till.new_source.told import Sure, Told

_TOKEN = re.compile(r"-?[0-9][0-9.,]*")
_ANY_FIGURE = "-?[0-9][0-9.,]*"


def told_trailer(last: str, *, rows: int, sums: Mapping[str, Decimal], notation: Notation) -> Told[str] | None:
    """The pattern of a last line that is no row; None where it holds nothing that the rows before it come to.

    rows, sums   of the rows before it: a figure that equals one of them is a control total
    """
    pattern, groups, at = "", list[str](), 0
    for token in _TOKEN.finditer(last):
        name = _group(token[0], rows, sums, groups, notation)
        pattern += re.escape(last[at : token.start()])
        pattern += f"(?P<{name}>{_ANY_FIGURE if name != 'rows' else '[0-9]+'})" if name else _ANY_FIGURE
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
