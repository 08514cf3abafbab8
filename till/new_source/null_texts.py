"""Texts that stand for an empty value."""

from collections.abc import Sequence

# Nobody is called so; where a column holds figures or dates, the others stand for nothing too.
_PLAIN = frozenset(
    {"NULL", "null", "\\N", "N/A", "n/a", "#N/A", "(null)", "<null>", "NaN", "nan", "None", "NA", "k.A."}
)
_AMONG_FIGURES = frozenset({"-", "--", "?", ".", "n.a.", "NIL", "nil", "leer", "none", "unknown"})
_FEW_DISTINCT = 0.5


def told_null_texts(columns: Sequence[Sequence[str]]) -> list[str]:
    """The texts among the values that stand for an empty one, in the order of their first appearance."""
    found: dict[str, None] = {}
    for values in columns:
        others = [each for each in values if each not in _PLAIN | _AMONG_FIGURES]
        with_digits = sum(any(map(str.isdigit, each)) for each in others)
        is_figures = bool(others) and with_digits > _FEW_DISTINCT * len(others)
        known = _PLAIN | _AMONG_FIGURES if is_figures else _PLAIN
        found |= {each: None for each in values if each in known}
    return list(found)
