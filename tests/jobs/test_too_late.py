"""A run that begins, or begins once more, when later ones have changed the tables: it changes nothing."""

from dataclasses import replace

import pytest

from jobs.contracts.errors import BooksDoNotBalance, RunFailed
from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.test_given_up import writing

pytestmark = pytest.mark.marts("fact_sales", "sales_performance")


def numbered(landed: LandedLake, number: int, *lines: ManifestLine, full: bool = False) -> RunRequest:
    return replace(landed.request(*lines, full=full), number=number)


@pytest.mark.parametrize("full", [False, True])
def test_a_run_that_its_service_had_forgotten_does_not_bring_back_what_was_corrected(
    landed: LandedLake, full: bool
) -> None:
    first, second = landed.sales(sale("2026-06-01", "10.00")), landed.sales(sale("2026-06-01", "7.00"))
    forgotten = numbered(landed, 5, first, full=full)
    landed.run(forgotten)
    landed.run(numbered(landed, 6, removal(first), second))
    before = landed.all_rows()
    with pytest.raises(RunFailed, match=r"(?s)comes too late.*number 5, after 6 of run"):
        landed.run(replace(forgotten, attempt=2))
    assert landed.all_rows() == before
    assert [str(cost) for (cost,) in landed.rows("gold.fact_sales", "subtotal")] == ["7.00"]


def test_one_is_too_late_beside_a_later_one_that_has_not_ended(landed: LandedLake) -> None:
    first, second = landed.sales(sale("2026-06-01", "10.00")), landed.sales(sale("2026-07-01", "7.00"))
    broken = replace(second, rows=2)
    with pytest.raises(BooksDoNotBalance):
        landed.run(numbered(landed, 6, broken))
    with pytest.raises(RunFailed, match="comes too late"):
        landed.run(numbered(landed, 5, first, second))


def test_a_run_that_has_ended_is_not_done_again_where_nobody_heard_of_its_end(landed: LandedLake) -> None:
    request = numbered(landed, 5, landed.sales(sale("2026-06-01", "10.00")))
    landed.run(request)
    before = landed.all_rows()
    with writing(until=0):
        finished = landed.run(replace(request, attempt=2))
    assert finished.state == "succeeded"
    assert landed.all_rows() == before


def test_a_run_that_is_asked_for_by_hand_is_never_too_late_and_does_not_set_the_number_back(landed: LandedLake) -> None:
    line = landed.sales(sale("2026-06-01", "10.00"))
    forgotten = numbered(landed, 4, line)
    landed.run(numbered(landed, 5, line))
    landed.run(numbered(landed, 0, line))
    with pytest.raises(RunFailed, match="number 4, after 5"):
        landed.run(forgotten)
