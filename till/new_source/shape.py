"""What kind of text a sample is, and how its rows come apart: JSON Lines, delimited, or of fixed width."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field

from functions.landing.dialect import FixedField, Format
from functions.landing.reading.tokenizer import Tokenizer
from till.new_source.fixed_fields import fixed_fields
from till.new_source.told import Sure, Told

MOST_ROWS = 5000
_DELIMITERS = (";", "\t", "|", ",", "^", "~")
_SOUND_SHARE, _CLEAR_SHARE = 0.6, 0.99
_SAME_LENGTH_SHARE = 0.98
_VALUE = re.compile(r"\(?[-+]?[0-9][0-9.,'/:\- ]*\)?")


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows come apart: the format, and what it needs.

    names  of the columns, from the header or numbered
    rows   the first data rows of the sample, all of the width that most have
    """

    format: Told[Format]
    names: list[str]
    rows: list[list[str]]
    delimiter: Told[str] | None = None
    header: Told[bool] | None = None
    fields: list[FixedField] = field(default_factory=list)

    def is_row(self, line: str) -> bool:
        """Whether a line is a row like the others, as far as its form tells."""
        if self.format.value == "jsonl":
            return line.lstrip().startswith("{")
        if self.fields:
            return len(line) == sum(each.width for each in self.fields)
        row = Tokenizer((self.delimiter.value if self.delimiter else ",").encode()).row(line.encode(), 0, final=True)
        return row is not None and len(row.fields) == len(self.names)


def told_shape(text: str) -> Shape | None:
    """The shape of a text; None where it is none of the known ones."""
    lines = text.splitlines()[: MOST_ROWS + 1]
    if lines and lines[0].lstrip().startswith("{"):
        return _json_shape(lines)
    delimited, fixed = _delimited_shape(text), _fixed_shape(lines)
    # Decimal commas part the rows of a fixed width as evenly as a delimiter does.
    return fixed if fixed and (delimited is None or _is_filled_up(lines, delimited)) else delimited


def _is_filled_up(lines: list[str], delimited: Shape) -> bool:
    is_comma = delimited.delimiter is not None and delimited.delimiter.value == ","
    return is_comma and sum("  " in line for line in lines) > len(lines) / 2


def _json_shape(lines: list[str]) -> Shape | None:
    objects = []
    for line in lines:
        try:
            parsed = json.loads(line, parse_float=str, parse_int=str)
        except ValueError:
            continue
        if isinstance(parsed, dict):
            objects.append(parsed)
    if not objects:
        return None
    names = list(objects[0])
    rows = [[_text(each.get(name)) for name in names] for each in objects]
    sure = Sure.SURE if len(objects) == len(lines) else Sure.LIKELY
    return Shape(Told("jsonl", sure, f"{len(objects):,} of {len(lines):,} lines are JSON objects"), names, rows)


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value)


def _delimited_shape(text: str) -> Shape | None:
    found = []
    for delimiter in _DELIMITERS:
        rows = _tokenized(text, delimiter)
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        share = count / len(rows)
        if width > 1 and share >= _SOUND_SHARE:
            # A header of another width than the rows tells that the delimiter stands inside of values.
            found.append((len(rows[0]) == width, round(share, 2), width, delimiter, rows))
    if not found:
        return None
    _, share, width, delimiter, rows = max(found, key=lambda each: each[:3])
    even = [row for row in rows if len(row) == width]
    others = ", ".join(repr(each[3]) for each in found if each[0] and each[3] != delimiter)
    why = f"{share:.0%} of the rows have {width} fields" + (f"; {others} would part them too" if others else "")
    sure = Sure.SURE if share >= _CLEAR_SHARE and not others else Sure.LIKELY
    if len(rows[0]) != width:
        sure, why = Sure.UNSURE, f"{why}; the first line has others, and a source cannot skip it"
    header = told_header(even)
    names = even[0] if header.value else numbered(width)
    csv = Told[Format]("csv", sure, why)
    return Shape(csv, names, even[1:] if header.value else even, Told(delimiter, sure, why), header)


def _tokenized(text: str, delimiter: str) -> list[list[str]]:
    """The fields of the rows by landing's own strict tokenizer; a broken row is a row without fields."""
    content, tokenizer = text.encode(errors="replace"), Tokenizer(delimiter.encode())
    rows: list[list[str]] = []
    at = 0
    while at < len(content) and len(rows) <= MOST_ROWS:
        row = tokenizer.row(content, at, final=True)
        if row is None:
            break
        rows.append([] if row.codes else [each.decode() for each in row.fields])
        at = row.next_start
    return rows or [[]]


def told_header(rows: list[list[str]]) -> Told[bool]:
    """Whether the first row names the columns: all of it texts that differ, where the rows below hold figures."""
    first, below = rows[0], rows[1:101]
    if any(_VALUE.fullmatch(each) for each in first):
        return Told(False, Sure.SURE, "the first row holds figures or dates")
    if len(set(first)) < len(first) or not all(first):
        return Told(False, Sure.LIKELY, "texts of the first row are empty or repeat each other")
    with_values = [at for at in range(len(first)) if any(_VALUE.fullmatch(row[at]) for row in below)]
    if with_values:
        return Told(True, Sure.SURE, "the first row is texts alone, the rows below hold figures")
    return Told(True, Sure.UNSURE, "nothing tells the first row from the others")


def numbered(width: int) -> list[str]:
    """Names for columns that have none."""
    return [f"field_{number}" for number in range(1, width + 1)]


def _fixed_shape(lines: list[str]) -> Shape | None:
    lengths = Counter(len(line) for line in lines)
    if not lengths:
        return None
    width, count = lengths.most_common(1)[0]
    share = count / len(lines)
    even = [line for line in lines if len(line) == width]
    if width < 2 or len(even) < 2 or share < _SAME_LENGTH_SHARE:
        return None
    fields = fixed_fields(even)
    ends = [sum(each.width for each in fields[: at + 1]) for at in range(len(fields))]
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    rows = [[line[start:end].strip(" ") for start, end in spans] for line in even]
    why = f"{share:.0%} of the lines have {width} characters; where fields begin is told by blanks alone"
    return Shape(Told("fixed_width", Sure.UNSURE, why), [each.name for each in fields], rows, fields=fields)
