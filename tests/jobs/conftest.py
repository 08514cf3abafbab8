"""One embedded engine for all job tests, and an empty lake for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.engine import open_session
from tests.jobs.landed import LandedLake


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = open_session("embedded")
    yield session
    session.stop()


@pytest.fixture
def landed(spark: SparkSession, tmp_path: Path) -> LandedLake:
    return LandedLake(spark, tmp_path)
