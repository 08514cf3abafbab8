"""Does several things at a time, each of which mostly waits for the engine or for storage."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from types import MappingProxyType

_AT_A_TIME = 4
_NOTHING: Mapping[str, Iterable[str]] = MappingProxyType({})


def side_by_side(tasks: Mapping[str, Callable[[], None]], after: Mapping[str, Iterable[str]] = _NOTHING) -> None:
    """Do all of them; the first error among them is raised once all that have begun have ended.

    after   by name, what a task must wait for; names that are no tasks count as done
    Raises graphlib.CycleError where two wait for each other.
    """
    order = TopologicalSorter({name: [other for other in after.get(name, ()) if other in tasks] for name in tasks})
    order.prepare()
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        try:
            while order.is_active():
                running |= {pool.submit(tasks[name]): name for name in order.get_ready()}
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    future.result()
                    order.done(running.pop(future))
        finally:
            for future in running:
                future.cancel()
