"""What a run tells the ledger of lines that do not count; worked by hand."""

from typing import Any

import pytest

from jobs.contracts.manifest import ManifestLine
from jobs.contracts.paths import standing_path
from jobs.contracts.standing import StandingLine, read_standing
from tests.jobs.keyed import drop, line_of
from tests.jobs.landed import LandedLake, removal

pytestmark = pytest.mark.marts()


def reported(landed: LandedLake, run_id: str) -> dict[str, StandingLine]:
    files = (landed.folder / "bronze" / standing_path(run_id)).glob("*.txt")
    return {line.version: line for file in files for line in read_standing(file.read_bytes())}


def told(file: ManifestLine, **figures: Any) -> StandingLine:
    return StandingLine("pos_sales", file.version, **figures)


def test_the_report_has_the_whole_of_each_version_that_is_concerned(landed: LandedLake) -> None:
    first = drop(landed, 1, line_of("10.00"), line_of("4.00", number=2), line_of("1.00", number=3))
    landed.refresh(first, run_id="one")
    assert reported(landed, "one") == {}
    second = drop(landed, 2, line_of("10.00"), line_of("5.00", number=2))
    landed.refresh(second, run_id="two")
    both = {
        first.version: told(first, corrected=1, corrected_cost="4.00"),
        second.version: told(second, duplicate=1, duplicate_cost="10.00"),
    }
    assert reported(landed, "two") == both
    landed.refresh(second, run_id="two")
    assert reported(landed, "two") == both
    third = drop(landed, 3, line_of("2.00", number=3))
    landed.refresh(third, run_id="three")
    assert reported(landed, "three") == {
        first.version: told(first, corrected=2, corrected_cost="5.00"),
    }
    landed.refresh(removal(second), run_id="four")
    assert reported(landed, "four") == {
        first.version: told(first, corrected=1, corrected_cost="1.00"),
    }
    landed.refresh(removal(third), run_id="five")
    assert reported(landed, "five") == {first.version: told(first)}


def test_building_anew_judges_all_files_at_once(landed: LandedLake) -> None:
    files = [drop(landed, hour, line_of(total)) for hour, total in ((1, "1.00"), (2, "1.00"), (3, "5.00"))]
    for file in files:
        landed.refresh(file)
    grown = landed.rows("silver.sales_record")
    landed.refresh(*files, full=True, run_id="full")
    assert landed.rows("silver.sales_record") == grown
    assert reported(landed, "full") == {
        files[0].version: told(files[0], corrected=1, corrected_cost="1.00"),
        files[1].version: told(files[1], duplicate=1, duplicate_cost="1.00"),
    }
