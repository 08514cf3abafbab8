"""Wraps a part that talks to the real world so that the process seems to die at its n-th call, before or after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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


class Mortal:
    """A part whose every method call uses up a piece of life."""

    def __init__(self, part: Any, life: Life) -> None:
        self._part, self._life = part, life

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._part, name)
        if not callable(member):
            return member
        return lambda *args, **kwargs: self._life.call(member, *args, **kwargs)
