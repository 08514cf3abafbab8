"""Who is to be erased, and how their rows are told from others."""

import re
from dataclasses import dataclass
from functools import cached_property

from jobs.contracts.paths import digest

# What stands for the text of a row that cannot be taken apart and may be the person's.
ERASED = "erased"


@dataclass(frozen=True)
class Person:
    """One customer, by the id as files write it."""

    id: str

    @property
    def digest(self) -> str:
        """By which the ledger knows whom it was asked to erase, without saying it."""
        return digest("erased", self.plain)

    @property
    def plain(self) -> str:
        """The id without spaces around it, and without zeros before a number."""
        return _plain(self.id)

    def is_meant_by(self, field: str) -> bool:
        """Whether the field of a file is this id."""
        return _plain(field) == self.plain

    def may_be_in(self, text: str) -> bool:
        """Whether the id stands somewhere in a text, as a word of its own."""
        return self._word.search(text) is not None

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![0-9A-Za-z])0*{re.escape(self.plain)}(?![0-9A-Za-z])")


def _plain(text: str) -> str:
    text = text.strip()
    return text.lstrip("0") or "0" if text.isascii() and text.isdigit() else text
