"""What the sweep does with files that cannot be landed now."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import resume
from functions.landing.sweep import sweep
from functions.ledger.story import last_seen
from jobs.contracts.errors import ConfigurationInvalid, FileLost
from jobs.contracts.names import LANDING
from tests.conftest import Azurite
from tests.integration.desk import HEADER, dropped, landing_desk, sale, unique

SOUND = "source: {name}\nformat: csv\ntime_zone: UTC\ndatasets: {{pos_sales: {{}}}}\n"


@pytest.fixture
def desk(azurite: Azurite, tmp_path: Path) -> LandingDesk:
    (tmp_path / "zzz_sound.yaml").write_text(SOUND.format(name="zzz_sound"))
    (tmp_path / "aaa_broken.yaml").write_text("source: aaa_broken\n")
    return replace(landing_desk(azurite), sources=tmp_path)


def test_a_file_that_cannot_be_landed_does_not_stop_the_ones_behind_it(desk: LandingDesk) -> None:
    content = (HEADER + sale(customer="811")).encode()
    stuck = f"pos_sales/aaa_broken/{unique('a.csv')}"
    behind = f"pos_sales/zzz_sound/{unique('b.csv')}"
    desk.blobs.put(LANDING, stuck, io.BytesIO(content))
    etag = desk.blobs.put(LANDING, behind, io.BytesIO(content))
    with pytest.raises(ConfigurationInvalid, match="aaa_broken"):
        sweep(desk, timedelta(seconds=-60))
    assert last_seen(desk.rows, "pos_sales", behind, etag) is not None
    (desk.sources / "aaa_broken.yaml").write_text(SOUND.format(name="aaa_broken"))
    sweep(desk, timedelta(seconds=-60))


def test_a_version_whose_bytes_are_lost_is_not_taken_for_an_empty_file(desk: LandingDesk) -> None:
    entry = dropped(desk, (HEADER + sale(customer="812")).encode(), f"pos_sales/zzz_sound/{unique('c.csv')}")
    with pytest.raises(FileLost, match="raw/"):
        resume(desk, replace(entry, raw="pos_sales/zzz_sound/nowhere.csv"))
