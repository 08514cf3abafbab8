"""Wraps a part that talks to the real world so that the process seems to die at its n-th call, or to stall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class Calls(Protocol):
    """What becomes of the calls of a part."""

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Make the call, or do not."""


class DiedError(BaseException):
    """Not an Exception: nothing that handles failures may take a death for one."""


@dataclass
class Life:
    """Ends at the call of that number; `after` means that the call is made and its caller never hears of it."""

    calls_left: int
    after: bool = False

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.calls_left -= 1
        if self.calls_left < 0 and not self.after:
            raise DiedError
        result = function(*args, **kwargs)
        if self.calls_left < 0:
            raise DiedError
        return result


@dataclass
class Stall:
    """Something happens once, when the first call by that name has been made and its caller has not heard of it yet."""

    name: str
    meanwhile: Callable[[], None]
    is_over: bool = False

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if function.__name__ == self.name and not self.is_over:
            self.is_over = True
            self.meanwhile()
        return result


@dataclass
class Watch:
    """Tells of each call, before it and once all that it reads has been read."""

    on_call: Callable[[], None]

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.on_call()
        result = function(*args, **kwargs)
        result = iter(list(result)) if isinstance(result, Iterator) else result
        self.on_call()
        return result


class Mortal:
    """A part each of whose method calls goes through a life, a stall or a watch."""

    def __init__(self, part: Any, life: Calls) -> None:
        self._part, self._life = part, life

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._part, name)
        if not callable(member):
            return member
        return lambda *args, **kwargs: self._life.call(member, *args, **kwargs)
