"""The runs that the warm process was asked for: one at a time, each once, and what became of them."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog

from jobs.contracts.errors import RunnerUnavailable, TillstreamError
from jobs.contracts.messages import RunFinished, RunRequest
from till.places import places

_log = structlog.get_logger()
RUNNING, SUCCEEDED, FAILED = "running", "succeeded", "failed"
_REMEMBERED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """What is known of a run: 'running' from the moment it is taken, 'succeeded' or 'failed'."""

    run_id: str
    state: str
    error: str = ""


class Runs:
    """Takes run requests and works them off on a thread of its own.

    `execute` does a run, and raises where it fails; `report` is told how each ended.
    """

    def __init__(self, execute: Callable[[RunRequest], RunFinished], report: Callable[[RunFinished], None]) -> None:
        self._execute, self._report = execute, report
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="runs")
        self._guard = threading.Lock()
        self._known: dict[str, Run] = {}
        self._futures: set[Future[RunFinished]] = set()
        self._stopping = False

    def ask(self, request: RunRequest) -> None:
        """Take a run; one that is known and has not failed is not started a second time.

        Raises RunnerUnavailable once the process is stopping.
        """
        with self._guard:
            if self._stopping:
                raise RunnerUnavailable("The job process is stopping and takes no more runs.", next_step="till up")
            known = self._known.get(request.run_id)
            if known and known.state != FAILED:
                return
            self._remember(Run(request.run_id, RUNNING))
            future = self._thread.submit(self._execute, request)
            self._futures.add(future)
        future.add_done_callback(lambda ended: self._ended(request, ended))

    def find(self, run_id: str) -> Run | None:
        """What is known of a run; None for one never heard of, or forgotten."""
        with self._guard:
            return self._known.get(run_id)

    def stop(self, seconds: float) -> bool:
        """Take no more runs, drop those not begun, wait for the running one; true if it ended in time."""
        with self._guard:
            self._stopping = True
            futures = set(self._futures)
        self._thread.shutdown(wait=False, cancel_futures=True)
        begun = [future for future in futures if not future.cancelled()]
        if wait(begun, timeout=seconds).not_done:
            return False
        self._thread.shutdown(wait=True)  # the last run has ended; its report may still be on the way
        return True

    def _ended(self, request: RunRequest, future: Future[RunFinished]) -> None:
        if future.cancelled():
            finished = request.failed("the job process stopped before the run began")
        elif error := future.exception():
            finished = request.failed(_reason(error), _code(error))
            _log.error("run_failed", run_id=request.run_id, kind=request.kind, error=finished.error, at=places(error))
        else:
            finished = future.result()
            _log.info("run_succeeded", run_id=request.run_id, kind=request.kind, seconds=finished.seconds)
        with self._guard:
            self._remember(Run(request.run_id, finished.state, finished.error))
        if not future.cancelled():
            self._report(finished)
        with self._guard:
            self._futures.discard(future)

    def _remember(self, run: Run) -> None:
        self._known.pop(run.run_id, None)
        self._known[run.run_id] = run
        ended = [run_id for run_id, known in self._known.items() if known.state != RUNNING]
        for run_id in ended[: max(0, len(self._known) - _REMEMBERED_AT_MOST)]:
            del self._known[run_id]


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, TillstreamError) else ""


def _reason(error: BaseException) -> str:
    """The reason of a failure, fit for ledger and log: an engine's own message may hold a row's values."""
    if isinstance(error, TillstreamError):
        return str(error)
    return f"{type(error).__name__} at {(places(error) or ['an unknown place'])[-1]}"
