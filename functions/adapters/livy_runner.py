"""Runs jobs as Livy batches: a Synapse Spark pool, or a Fabric lakehouse.

A try is told by the name of its batch: it is looked for before it is started, and a start whose answer is lost is
never repeated here. API: learn.microsoft.com/rest/api/synapse/data-plane/spark-batch.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from functions.adapters.service import Service
from functions.transform.runner import RunState, known_state, state_of_tries
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest

_BATCHES = "batches"
_PAGE = 20  # the most that Synapse gives
_PAGES_AT_AN_END = 5
_MAIN_FILE = re.compile(r"abfss://[^\s?#]+\.py")
# Sizes that Livy takes by names of its own, each beside Spark's name for it.
_SIZES: Mapping[str, tuple[str, type[int] | type[str]]] = MappingProxyType(
    {
        "spark.driver.memory": ("driverMemory", str),
        "spark.driver.cores": ("driverCores", int),
        "spark.executor.memory": ("executorMemory", str),
        "spark.executor.cores": ("executorCores", int),
        "spark.executor.instances": ("numExecutors", int),
    }
)
STATES = MappingProxyType(
    {
        "not_submitted": RunState.RUNNING,
        "submitting": RunState.RUNNING,
        "not_started": RunState.RUNNING,
        "starting": RunState.RUNNING,
        "idle": RunState.RUNNING,
        "busy": RunState.RUNNING,
        "running": RunState.RUNNING,
        "recovering": RunState.RUNNING,
        "shutting_down": RunState.RUNNING,
        "success": RunState.SUCCEEDED,
        "error": RunState.FAILED,
        "dead": RunState.FAILED,
        "killed": RunState.CANCELLED,
    }
)
# What Synapse says beside it once it knows; until then the state counts.
RESULTS = MappingProxyType(
    {"Succeeded": RunState.SUCCEEDED, "Failed": RunState.FAILED, "Cancelled": RunState.CANCELLED}
)


class LivyRunner:
    """The runner of a Livy endpoint.

    main_file   where the script lies that calls jobs.entry, in a storage account
    lake        the lake's root, with {file_system} in it
    conf        Spark's settings, its sizes among them
    Raises ConfigurationInvalid where the main file or a size is none.
    """

    def __init__(self, service: Service, main_file: str, lake: str, conf: Mapping[str, str]) -> None:
        if not _MAIN_FILE.fullmatch(main_file):
            raise _invalid("TILLSTREAM_RUNNER_JOB", main_file, "abfss://container@account.dfs.core.windows.net/a.py")
        try:
            sizes = {name: as_(conf[key]) for key, (name, as_) in _SIZES.items() if key in conf}
        except ValueError as error:
            raise _invalid("TILLSTREAM_RUNNER_CONF", str(error), "whole numbers of cores and executors") from error
        self._service, self._main_file, self._lake = service, main_file, lake
        self._batch = {"conf": {key: value for key, value in conf.items() if key not in _SIZES}, **sizes}

    def start(self, request: RunRequest) -> None:
        """Start a batch, unless the service knows one of this try. Raises RunnerUnavailable."""
        if self._tries(request.run_id, request.attempt):
            return
        body = {
            "name": _name(request.run_id, request.attempt),
            "file": self._main_file,
            "args": ["--engine", "platform", "--lake", self._lake, "--request", request.to_json()],
            **self._batch,
        }
        self._found(self._service.ask("POST", _BATCHES, body=body, twice=False))

    def state(self, run_id: str, attempt: int) -> RunState:
        """What became of that try. Raises RunnerUnavailable, also for a state that is not documented."""
        return state_of_tries(self._tries(run_id, attempt))

    def _tries(self, run_id: str, attempt: int) -> list[RunState]:
        name = _name(run_id, attempt)
        return [_state(batch) for batch in self._batches() if batch.get("name") == name]

    def _batches(self) -> Iterator[dict[str, Any]]:
        """The latest batches that the service remembers.

        It keeps thousands, in an order that it does not document: both ends of its list are read.
        """
        first, total = self._page(0)
        yield from first
        pages = range(0, total, len(first)) if first else range(0)
        for begin in sorted({*pages[1:_PAGES_AT_AN_END], *pages[1:][-_PAGES_AT_AN_END:]}):
            yield from self._page(begin)[0]

    def _page(self, begin: int) -> tuple[list[dict[str, Any]], int]:
        """A page of batches, and how many there are in all."""
        page = self._found(self._service.ask("GET", _BATCHES, query={"from": begin, "size": _PAGE, "detailed": "true"}))
        batches = page.get("sessions") or page.get("items") or []
        return batches, int(page.get("total", page.get("totalCountOfMatchedItems", 0)))

    def _found(self, answer: Any) -> dict[str, Any]:
        if answer.status == HTTPStatus.NOT_FOUND:
            raise RunnerUnavailable(
                "There is no Livy endpoint at the address.",
                where="TILLSTREAM_RUNNER_URL",
                found="HTTP 404",
                expected="the address up to the pool, or up to the version of a lakehouse's Livy API",
                next_step="correct the setting",
            )
        body: dict[str, Any] = answer.body
        return body


def _invalid(where: str, found: str, expected: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The Spark batch cannot be described.",
        where=where,
        found=found,
        expected=expected,
        next_step="correct the setting",
    )


def _name(run_id: str, attempt: int) -> str:
    return f"tillstream-{run_id}-{attempt}"


def _state(batch: dict[str, Any]) -> RunState:
    result = str(batch.get("result"))
    if result in RESULTS:
        return RESULTS[result]
    return known_state(STATES, str(batch.get("state")), "Livy batch")
