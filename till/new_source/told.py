"""Something that was told from a sample: what, how sure it is, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    """How sure something is: it could not be otherwise, it fits best, or it is no more than a guess."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Told[Value]:
    """A value, how sure it is, and the reason as a phrase."""

    value: Value
    sure: Sure
    why: str

    @property
    def comment(self) -> str:
        """The words beside the value in the proposal."""
        return f"{self.sure}: {self.why}"
