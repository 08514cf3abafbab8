"""What landing's check makes of a file, in a form that two ways of reading it can be compared by."""

import io
import json
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.parquet as pq

from functions.landing.check import Landed, check_file
from functions.landing.source import parse_source
from jobs.contracts.dataset import Contract, contract
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath
from tests.corpus.case import Case


@dataclass(frozen=True)
class Outcome:
    """Either a refusal, or the books with every loaded and every refused row."""

    refused: str = ""
    said: str = ""
    landed: Landed | None = None
    rows: tuple[dict[str, Any], ...] = ()
    quarantined: tuple[dict[str, Any], ...] = ()

    @property
    def violations(self) -> list[tuple[int, str, str]]:
        return [(row["row"], each["column"], each["code"]) for row in self.quarantined for each in row["violations"]]


def outcome_of(case: Case, **how: Any) -> Outcome:
    """The outcome of one case through the real check, in memory."""
    bronze, quarantine = io.BytesIO(), io.BytesIO()
    terms = _bounded(contract(case.dataset), case)
    how |= {"longest_row": case.longest_row} if case.longest_row else {}
    try:
        landed = check_file(
            io.BytesIO(case.content),
            path=LandingPath(case.dataset, "test", case.file),
            version="v1",
            contract=terms,
            mapping=parse_source(case.source, where="test.yaml", name="test").mapping(terms),
            bronze=bronze,
            quarantine=quarantine,
            dropped_on=case.dropped_on,
            control=case.control,
            **how,
        )
    except FileRefused as refused:
        return Outcome(refused.refusal, str(refused))
    rows = pq.read_table(io.BytesIO(bronze.getvalue())).to_pylist(maps_as_pydicts="strict")
    return Outcome("", "", landed, tuple(rows), tuple(json.loads(line) for line in quarantine.getvalue().splitlines()))


def _bounded(terms: Contract, case: Case) -> Contract:
    columns = tuple(replace(column, **case.bounds.get(column.name, {})) for column in terms.columns)
    return replace(terms, columns=columns)
