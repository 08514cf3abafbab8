"""Sums of money as the ledger writes them: text with two decimals, '' where there is none."""

from decimal import Decimal


def plus(amount: str, other: str) -> str:
    """The sum; '' where both are."""
    return str(Decimal(amount or "0.00") + Decimal(other or "0.00")) if amount or other else ""


def less(amount: str, part: str) -> str:
    """What is left of an amount without a part of it; '' where both are."""
    return str(Decimal(amount or "0.00") - Decimal(part or "0.00")) if amount or part else ""
