"""The operators' pages, read: their commands, by section, and what they point to."""

import re
import shlex
from dataclasses import dataclass
from itertools import takewhile

from till.settings import REPOSITORY

OPERATE = (REPOSITORY / "docs" / "operate.md").read_text(encoding="utf-8")
SECURITY = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+):-[^}]*\}")
_INLINE = re.compile(r"`(till [^`]*)`")


@dataclass(frozen=True)
class Command:
    """One command as the page has it."""

    section: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return shlex.join(self.words)

    def with_values(self, **values: str) -> list[str]:
        """Its words with the page's variables replaced, `$NAME` and `${NAME:-what it is else}`."""
        return [_VARIABLE.sub(lambda found: values[found[1] or found[2]], word) for word in self.words]


def sections(page: str) -> dict[str, str]:
    """The text of each section of a page, by its heading."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(page: str, program: str = "till") -> list[Command]:
    """Every command of a page that begins with the program: those in blocks, and those within sentences."""
    found = []
    for section, text in sections(page).items():
        lines = [line.strip() for block in _BLOCK.findall(text) for line in block.splitlines()]
        lines += _INLINE.findall(_BLOCK.sub("", text))
        found += [Command(section, tuple(shlex.split(line))) for line in lines if line.startswith(f"{program} ")]
    return found


def in_blocks(section: str) -> list[Command]:
    """The commands of a section's blocks, whatever the program, in their order."""
    text = sections(OPERATE)[section]
    lines = [line.strip() for block in _BLOCK.findall(text) for line in block.splitlines()]
    return [Command(section, tuple(shlex.split(line))) for line in lines if line]


def table_of(section: str) -> list[list[str]]:
    """The rows of the table in a section, without its head."""
    lines = iter(sections(OPERATE)[section].splitlines())
    rows = takewhile(lambda line: line.startswith("|"), (line for line in lines if line.startswith("|")))
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows][2:]
