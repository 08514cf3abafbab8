"""Azure Container Apps Jobs as their reference says they answer.

learn.microsoft.com/rest/api/resource-manager/containerapps: "Jobs - Get", "Jobs - Start" (body JobExecutionTemplate,
200 or 202 with id and name) and "Jobs Executions - List" (ContainerAppJobExecutions: value, nextLink).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.unit.runners.http_api import Answered, Api, Asked

JOB = "/subscriptions/34adfa4f-cedf-4dc0-ba29-b6d1a69ab345/resourceGroups/rg/providers/Microsoft.App/jobs/tillstream"
CONTAINER = {
    "image": "registry.azurecr.io/tillstream-job:1.0.0",
    "name": "job",
    "command": ["tillstream-job"],
    "args": ["--engine", "embedded", "--lake", "abfss://{file_system}@lake.dfs.core.windows.net"],
    "env": [{"name": "AZURE_CLIENT_ID", "value": "11111111-1111-1111-1111-111111111111"}],
    "resources": {"cpu": 2.0, "memory": "4Gi", "ephemeralStorage": "8Gi"},
    "probes": [],
}


@dataclass
class ContainerApps:
    """One job and its executions, the newest first, two on a page."""

    executions: list[dict[str, Any]] = field(default_factory=list)
    hidden: bool = False
    api: Api | None = None

    def answer(self, asked: Asked) -> Answered:
        if asked.query.get("api-version") != "2025-07-01":
            return 400, {"error": {"code": "MissingApiVersionParameter"}}
        match asked.method, asked.path.removeprefix(JOB):
            case "GET", "":
                return 200, {"id": JOB, "properties": {"template": {"containers": [CONTAINER]}}}
            case "POST", "/start":
                name = f"tillstream-{len(self.executions)}"
                started = {"status": "Running", "startTime": "2026-03-01T00:00:00Z", "template": asked.body}
                self.executions.insert(0, {"name": name, "id": f"{JOB}/executions/{name}", "properties": started})
                return 202, {"name": name, "id": f"{JOB}/executions/{name}"}
            case "GET", "/executions":
                return 200, self._page(int(asked.query.get("skip", "0")))
        return 404, {"error": {"code": "ResourceNotFound"}}

    def _page(self, skip: int) -> dict[str, Any]:
        found = [] if self.hidden else self.executions
        page: dict[str, Any] = {"value": found[skip : skip + 2]}
        if len(found) > skip + 2 and self.api:
            page["nextLink"] = f"{self.api.url}{JOB}/executions?api-version=2025-07-01&skip={skip + 2}"
        return page

    def says(self, status: str, **more: str) -> None:
        self.executions[0]["properties"] |= {"status": status, **more}

    def starts(self) -> int:
        return len(self.executions)
