"""One session of each engine for all job tests, and an empty lake for each test.

Apache Spark needs a Java (17 to 21) and the Delta jars; its tests are skipped where neither the system has them nor
they can be brought.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from pyspark.sql import SparkSession

from jobs import begun
from jobs.engine import SPARK_CONF, azurite_conf, open_session
from tests.conftest import Azurite
from tests.jobs.landed import LandedLake
from till.spark_parts import PartUnavailable, delta_jars, java_home
from till.stack.azurite import ACCOUNT, ACCOUNT_KEY

# Spark compiles, splits and lists for large data; on a few hundred rows that is most of what a query costs.
_FOR_A_FEW_ROWS: Mapping[str, str] = MappingProxyType(
    {
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.databricks.delta.stats.collect": "false",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": (
            f"{SPARK_CONF['spark.driver.extraJavaOptions']} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss4m"
        ),
    }
)


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = open_session("embedded")
    yield session
    session.stop()


@pytest.fixture
def landed(spark: SparkSession, tmp_path: Path, request: pytest.FixtureRequest) -> LandedLake:
    """An empty lake; where a test is marked with the marts that it is about, a refresh builds no others."""
    about = request.node.get_closest_marker("marts")
    return LandedLake(spark, tmp_path, marts=about.args if about else None)


@pytest.fixture(scope="session")
def apache(tmp_path_factory: pytest.TempPathFactory, azurite: Azurite) -> Iterator[SparkSession]:
    try:
        home, jars = java_home(), delta_jars()
    except PartUnavailable as error:
        pytest.skip(f"Apache Spark cannot be had here: {error.what}")
    warehouse = tmp_path_factory.mktemp("warehouse")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JAVA_HOME", str(home))
        session = open_session(
            "spark",
            conf={
                **azurite_conf(azurite.ports.blob, ACCOUNT, ACCOUNT_KEY),
                **_FOR_A_FEW_ROWS,
                "spark.jars": ",".join(map(str, jars)),
                "spark.sql.warehouse.dir": str(warehouse),
            },
        )
        yield session
        session.stop()


@pytest.fixture
def looking_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run looks before each commit whether it may go on, so that none waits for another to look."""
    monkeypatch.setattr(begun, "LOOK_AFTER_SECONDS", 0.0)
