"""Seeded, believable till files without any data set, and the exact figures that they must come to."""

from till.generate.generated import Generated, SalesFile, Tie
from till.generate.scenario import generate

__all__ = ["Generated", "SalesFile", "Tie", "generate"]
