"""The parts of a docstring that defines a table, and what of them does not fit the table.

With empty lines between, in this order: a first sentence; paragraphs; "Rebuilt: ..."; "Grain: a, b, c."; a line per
column, its name and what it holds, whose continuation lines are indented.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc

_REBUILT, _GRAIN = "Rebuilt:", "Grain:"
_FIRST_SENTENCE = re.compile(r"(.*?\.)(?:\s+(?=[A-Z])(.*))?", re.DOTALL)
_KEEPS_ITS_LINE = re.compile(r"\s|[-*] ")


@dataclass(frozen=True, slots=True)
class Said:
    """What a docstring says; what it does not say is empty.

    paragraphs   each on one line, but for list items and indented lines
    columns      name and what it holds, in order
    """

    summary: str
    paragraphs: tuple[str, ...]
    rebuilt: str
    grain: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


def parts_of(docstring: str) -> Said:
    """What a docstring says."""
    blocks = re.split(r"\n\s*\n", cleandoc(docstring)) if docstring.strip() else []
    heads = [block for block in blocks if block.startswith(_GRAIN)]
    place = blocks.index(heads[0]) if heads else len(blocks)
    prose, columns = blocks[:place], blocks[place + 1 :]
    rebuilt = [block for block in prose if block.startswith(_REBUILT)]
    paragraphs = [_flowing(block) for block in prose if not block.startswith(_REBUILT)]
    summary, rest = _first_sentence(paragraphs[0]) if paragraphs else ("", "")
    return Said(
        summary=summary,
        paragraphs=(*([rest] if rest else []), *paragraphs[1:]),
        rebuilt=" ".join(_flowing(block.removeprefix(_REBUILT)).strip() for block in rebuilt),
        grain=_names(heads[0]) if heads else (),
        columns=tuple(_columns("\n".join(columns).split("\n"))),
    )


def misfits(said: Said, columns: Sequence[str], grain: Sequence[str]) -> list[str]:
    """What of it does not fit a table of these columns and this grain, one phrase each."""
    told = [name for name, _ in said.columns]
    return [
        *([] if said.summary else ["no first sentence"]),
        *([] if said.rebuilt else ["no paragraph 'Rebuilt: ...'"]),
        *(f"no column '{name}', which the table has" for name in columns if name not in told),
        *(f"a column '{name}', which the table has not" for name in told if name not in columns),
        *(f"the column '{name}' without a word on what it holds" for name, held in said.columns if not held),
        *(_order(told, columns) if sorted(told) == sorted(columns) else ()),
        *(f"the column '{name}' twice" for name in sorted(set(told)) if told.count(name) > 1),
        *(
            []
            if said.grain == tuple(grain)
            else [f"the grain '{', '.join(said.grain)}', the table's: {', '.join(grain)}"]
        ),
    ]


def _order(told: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    moved = next((pair for pair in zip(told, columns, strict=True) if pair[0] != pair[1]), None)
    if moved:
        yield f"the column '{moved[0]}' where the table has '{moved[1]}'"


def _flowing(block: str) -> str:
    """A block as one line, but for items of a list and indented lines, which keep theirs."""
    text = ""
    for line in block.split("\n"):
        text += ("\n" if _KEEPS_ITS_LINE.match(line) else " ") + line.rstrip()
    return text.strip()


def _first_sentence(paragraph: str) -> tuple[str, str]:
    match = _FIRST_SENTENCE.fullmatch(paragraph)
    return (match[1], match[2] or "") if match else (paragraph, "")


def _names(block: str) -> tuple[str, ...]:
    listed = " ".join(block.removeprefix(_GRAIN).split()).removesuffix(".")
    return tuple(name.strip() for name in listed.split(","))


def _columns(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line's first word and its other words, with those of the indented lines below it."""
    entries: list[list[str]] = []
    for line in filter(str.strip, lines):
        if line[0].isspace() and entries:
            entries[-1] += line.split()
        else:
            entries.append(line.split())
    return ((name, " ".join(words)) for name, *words in entries)
