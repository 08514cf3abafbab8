"""Work on several items at once, on threads, with the outcomes in the order of the items and few of them in memory."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice

WORKERS = 2


def in_order[Item, Outcome](
    items: Iterator[Item], work: Callable[[Item], Outcome], workers: int = WORKERS
) -> Iterator[Outcome]:
    """The outcome of each item, in order; at most `workers` and one more are under way or waiting to be taken.

    One item alone is done on the calling thread. What an item, or the taking of the next one, raises comes through.
    """
    first = list(islice(items, 2))
    if len(first) < 2:
        yield from map(work, first)
        return
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="check") as pool:
        try:
            for item in chain(first, items):
                waiting.append(pool.submit(work, item))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
