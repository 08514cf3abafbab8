"""The Jobs API 2.2 of Databricks as its reference says it answers.

docs.databricks.com/api/azure/workspace/jobs: "Trigger a new job run" (run-now: idempotency_token of at most 64
characters; a token that is known gives the run that it started) and "List job runs" (runs, next_page_token; at most
25 a page; start_time_from in milliseconds).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.unit.runners.http_api import Answered, Asked

JOB = "11223344"


@dataclass
class Databricks:
    """One job and its runs, the newest first, two on a page."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)
    hidden: bool = False

    def answer(self, asked: Asked) -> Answered:
        match asked.method, asked.path:
            case "POST", "/api/2.2/jobs/run-now" if str(asked.body["job_id"]) == JOB:
                return 200, {"run_id": self._run(asked.body)}
            case "GET", "/api/2.2/jobs/runs/list" if asked.query["job_id"] == JOB and int(asked.query["limit"]) <= 25:
                return 200, self._page(int(asked.query.get("page_token", "0")))
        return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST"}

    def _run(self, body: dict[str, Any]) -> int:
        token = body["idempotency_token"]
        assert 0 < len(token) <= 64
        if token not in self.tokens:
            self.tokens[token] = 100 + len(self.runs)
            parameters = [
                {"name": name, "default": "{}", "value": value} for name, value in body["job_parameters"].items()
            ]
            run = {"run_id": self.tokens[token], "job_parameters": parameters, "status": {"state": "RUNNING"}}
            self.runs.insert(0, run)
        return self.tokens[token]

    def _page(self, skip: int) -> dict[str, Any]:
        found = [] if self.hidden else self.runs
        page: dict[str, Any] = {"runs": found[skip : skip + 2]} if found else {}
        return page | ({"next_page_token": str(skip + 2)} if len(found) > skip + 2 else {})

    def says(self, state: str, code: str = "", result: str = "") -> None:
        self.runs[0]["status"] = {"state": state}
        if code:
            self.runs[0]["status"]["termination_details"] = {"code": code, "type": "CLIENT_ERROR"}
        self.runs[0]["state"] = {"life_cycle_state": state, "result_state": result or None}

    def starts(self) -> int:
        return len(self.runs)
