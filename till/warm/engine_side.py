"""What the warm process does with its engine: runs and queries on one open session."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from pyspark.errors import PySparkException

from jobs.attach import attach
from jobs.contracts.errors import RunFailed
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.engine import open_session
from jobs.refresh import run
from jobs.tables import Lake
from till.warm.answers import answer
from till.warm.read_only import require_read_only

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_log = structlog.get_logger()


class EngineSide:
    """One session and one lake; queries may come while a run is going on."""

    def __init__(self, engine: str, lake: Lake, conf: Mapping[str, str]) -> None:
        self._lake = lake
        self._spark: SparkSession = open_session(engine, conf=conf)
        self._spark.sql("select 1").toArrow()
        attach(self._spark, lake)

    def execute(self, request: RunRequest) -> RunFinished:
        """Do a run, and make the tables that it has created known to queries. Raises TillstreamError where it fails."""
        finished = run(self._spark, self._lake, request, on_stage=_stage_logger(request.run_id))
        attach(self._spark, self._lake)
        return finished

    def query(self, statement: str, limit: int) -> dict[str, Any]:
        """The answer to a statement that only reads, as JSON.

        Raises ConfigurationInvalid where it does not only read, RunFailed where the engine refuses it.
        """
        require_read_only(statement)
        try:
            table = self._spark.sql(statement.strip().removesuffix(";")).limit(limit + 1).toArrow()
        except PySparkException as error:
            raise RunFailed(
                "The engine cannot answer the query.",
                found=str(error).partition("\n")[0],
                next_step="show tables in silver, or show tables in gold, lists what there is",
            ) from error
        return answer(table, limit)


def _stage_logger(run_id: str) -> Callable[[str], None]:
    def stage(name: str) -> None:
        _log.info("run_stage", run_id=run_id, stage=name)

    return stage
