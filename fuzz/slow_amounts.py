"""The amounts of one row by the rule price-quantity-total-agree, in fractions: nothing is rounded but at the end."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

_WHOLE_DIGITS = {"price": 14, "quantity": 15, "total_cost": 16}
_DECIMALS = {"price": 4, "quantity": 3, "total_cost": 2}


def completed(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Puts in the amount that the two others give; the codes of what disagrees or cannot be derived."""
    price, quantity, total = (values[name] for name in ("price", "quantity", "total_cost"))
    empty = [name for name in ("price", "quantity", "total_cost") if values[name] is None]
    discount = Fraction(values["discount_amount"] or 0)
    if len(empty) > 1:
        return [(name, "required-empty") for name in empty]
    if not empty:
        agrees = rounded(Fraction(price) * Fraction(quantity), 2) - discount == Fraction(total)
        return [] if agrees else [("total_cost", "amounts-disagree")]
    if empty == ["total_cost"]:
        return _put(values, "total_cost", rounded(Fraction(price) * Fraction(quantity), 2) - discount)
    paid = Fraction(total) + discount
    (name,) = empty
    divisor = Fraction(quantity if name == "price" else price)
    if divisor:
        return _put(values, name, rounded(paid / divisor, _DECIMALS[name]))
    if name == "price":
        return []
    return [("total_cost", "amounts-disagree") if paid else ("quantity", "required-empty")]


def rounded(figure: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    whole, rest = divmod(abs(figure) * 10**decimals, 1)
    size = Fraction(int(whole) + (rest >= Fraction(1, 2)), 10**decimals)
    return -size if figure < 0 else size


def _put(values: dict[str, Any], name: str, figure: Fraction) -> list[tuple[str, str]]:
    if abs(figure) >= 10 ** _WHOLE_DIGITS[name]:
        return [(name, "out-of-range")]
    values[name] = Decimal(int(figure * 10 ** _DECIMALS[name])).scaleb(-_DECIMALS[name])
    return []
