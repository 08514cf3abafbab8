"""What the independent SQL answers for a world of a few lines."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.jobs.oracle import oracle
from tests.jobs.oracle.silver_like import silver_of
from tests.jobs.oracle.worlds import World


def answered(world: World, name: str, *columns: str, as_of: date | None = None) -> list[tuple[Any, ...]]:
    table = oracle.answer_table(oracle.load(silver_of(world), as_of=as_of), name)
    return oracle.plain_rows(table.select(list(columns)))


def cents(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]
