"""Does several things at a time, each of which mostly waits for the engine or for storage."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

_AT_A_TIME = 4


def side_by_side(tasks: Sequence[Callable[[], None]]) -> None:
    """Do all of them; the first error among them is raised once all that have begun have ended."""
    if len(tasks) < 2:
        for task in tasks:
            task()
        return
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        futures = [pool.submit(task) for task in tasks]
        try:
            for future in futures:
                future.result()
        finally:
            for future in futures:
                future.cancel()
