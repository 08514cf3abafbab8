"""The Livy API of a Synapse Spark pool as its reference says it answers.

learn.microsoft.com/rest/api/synapse/data-plane/spark-batch: "Create Spark Batch Job" (body SparkBatchJobOptions) and
"Get Spark Batch Jobs" (from, size of at most 20; from, total, sessions).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.unit.runners.http_api import Answered, Asked

POOL = "/livyApi/versions/2019-11-01-preview/sparkPools/pool"


@dataclass
class Livy:
    """One pool and its batches, the oldest first, two on a page."""

    batches: list[dict[str, Any]] = field(default_factory=list)
    hidden: bool = False

    def answer(self, asked: Asked) -> Answered:
        match asked.method, asked.path.removeprefix(POOL):
            case "POST", "/batches":
                batch = {
                    "id": len(self.batches),
                    "name": asked.body["name"],
                    "state": "starting",
                    "result": "Uncertain",
                }
                self.batches.append(batch)
                return 200, batch
            case "GET", "/batches" if int(asked.query["size"]) <= 20:
                begin, found = int(asked.query["from"]), [] if self.hidden else self.batches
                return 200, {"from": begin, "total": len(found), "sessions": found[begin : begin + 2]}
        return 404, {}

    def says(self, state: str, result: str = "Uncertain") -> None:
        self.batches[-1] |= {"state": state, "result": result}

    def starts(self) -> int:
        return len(self.batches)
