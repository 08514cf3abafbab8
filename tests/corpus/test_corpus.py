"""Every file of the corpus, and every code that a file can be refused or quarantined with."""

from collections import Counter

import pytest

from functions.landing.violation import CATALOGUE
from tests.corpus.case import Case, text_cases
from tests.corpus.encoded import encoded_cases
from tests.corpus.outcome import outcome_of
from tests.corpus.packed import packed_cases
from tests.corpus.tables import table_cases
from tests.corpus.workbooks import workbook_cases

CASES = [*text_cases(), *encoded_cases(), *packed_cases(), *workbook_cases(), *table_cases()]
# Found before the file is read, by its path, its size, and what lies beside it; and where it could not be read at all.
NOT_OF_THE_CHECK = {
    *("control-file-missing", "file-too-large", "path-malformed", "unknown-dataset", "unknown-source"),
    "given-up",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_of_the_corpus_is_landed_or_refused_as_it_says(case: Case) -> None:
    outcome = outcome_of(case)
    assert (outcome.refused, outcome.violations) == (case.refused, case.violations)
    assert case.says in outcome.said
    if outcome.landed is None:
        return
    landed = outcome.landed
    total = None if landed.total_cost is None else str(landed.total_cost)
    assert (landed.rows_in, landed.loaded, landed.quarantined, total) == case.books
    assert landed.violations == Counter(code for _, _, code in case.violations)
    by_number = {row["row_number"]: row for row in outcome.rows}
    assert len(by_number) == landed.loaded
    for number, values in case.values.items():
        assert {name: str(by_number[number][name]) for name in values} == values


def test_every_code_that_a_file_can_meet_is_in_the_corpus() -> None:
    met = set().union(*(case.codes for case in CASES))
    assert met | NOT_OF_THE_CHECK == set(CATALOGUE) | NOT_OF_THE_CHECK


def test_the_corpus_has_no_two_cases_of_one_name() -> None:
    assert len(CASES) >= 90
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
