"""One row at a time by RFC 4180, strictly: the slow and certain way through quotes and broken rows.

A quote inside an unquoted field, or text after a closing quote, makes the row a refused one: lenient readers guess
here, and guess wrongly. Rows end with LF or CRLF; a lone CR outside quotes ends nothing and is a fault.
"""

import re
from dataclasses import dataclass

from functions.landing.reading.block import LONGEST_ROW_BYTES
from functions.landing.violation import Violation

QUOTE = b'"'
_QUOTED = re.compile(rb'"((?:[^"]|"")*+)"')
_SAID = {
    "quote-misplaced": ("a quote in the middle of a field", "quotes around a whole field, doubled inside it"),
    "quote-unclosed": ("a quote that is never closed", "a closing quote"),
    "row-too-long": ("no line end within the longest row", f"a row of at most {LONGEST_ROW_BYTES:,} bytes"),
    "control-character": ("a carriage return without a line feed", "lines that end with LF or CRLF"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: bytes from `start` to `end` without its line end; the next row starts at `next_start`.

    codes   why the row is refused, if it is: quote-misplaced, quote-unclosed, control-character
    """

    start: int
    end: int
    next_start: int
    fields: list[bytes]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """One field; `end` is where its delimiter or line end stands, -1 where an open quote was never closed."""

    value: bytes
    end: int
    codes: frozenset[str] = frozenset()


_SOUND: frozenset[str] = frozenset()
_MISPLACED = frozenset({"quote-misplaced"})
_LONE_CR = frozenset({"control-character"})


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Splits text into rows for one delimiter, which is a single byte."""

    delimiter: bytes

    def row(self, text: bytes, start: int, *, final: bool) -> Row | None:
        """The row that starts there; None where more text is needed to tell where it ends.

        final   nothing follows the text, so that its end ends the row; a quote still open is quote-unclosed then
        """
        line_end = text.find(b"\n", start)
        if line_end < 0:
            if not final:
                return None
            line_end = len(text)
        if text.find(QUOTE, start, line_end) >= 0:
            return self._quoted_row(text, start, final)
        end = _row_end(text, start, line_end)
        fields = text[start:end].split(self.delimiter)
        codes = ("control-character",) if text.find(b"\r", start, end) >= 0 else ()
        return Row(start, end, min(line_end + 1, len(text)), fields, codes)

    def _quoted_row(self, text: bytes, start: int, final: bool) -> Row | None:
        fields: list[bytes] = []
        codes = _SOUND
        at = start
        while True:
            field = self._field(text, at)
            fields.append(field.value)
            codes |= field.codes
            if field.end < 0:
                return Row(start, len(text), len(text), fields, ("quote-unclosed",)) if final else None
            if text[field.end : field.end + 1] != self.delimiter:
                break
            at = field.end + 1
        if field.end == len(text) and not final:
            return None
        end = _row_end(text, start, field.end)
        return Row(start, end, min(field.end + 1, len(text)), fields, tuple(sorted(codes)))

    def _field(self, text: bytes, at: int) -> _Field:
        quoted = _QUOTED.match(text, at) if text[at : at + 1] == QUOTE else None
        if quoted is None and text[at : at + 1] == QUOTE:
            return _Field(text[at + 1 :], -1)
        value_end = quoted.end() if quoted else at
        end = self._field_end(text, value_end)
        bare = text[value_end : _row_end(text, value_end, end)]
        if quoted:
            return _Field(quoted.group(1).replace(b'""', QUOTE), end, _MISPLACED if bare else _SOUND)
        codes = (_MISPLACED if QUOTE in bare else _SOUND) | (_LONE_CR if b"\r" in bare else _SOUND)
        return _Field(bare, end, codes)

    def _field_end(self, text: bytes, at: int) -> int:
        """Where the next delimiter or line end is, else the end of the text."""
        line_end = text.find(b"\n", at)
        line_end = len(text) if line_end < 0 else line_end
        delimiter = text.find(self.delimiter, at, line_end)
        return line_end if delimiter < 0 else delimiter


def _row_end(text: bytes, start: int, line_end: int) -> int:
    """line_end, or one less where the line end there is CRLF and the CR is not before `start`."""
    is_crlf = line_end > start and text[line_end - 1 : line_end + 1] == b"\r\n"
    return line_end - 1 if is_crlf else line_end


def may_go_on(row: Row, text: bytes, width: int) -> bool:
    """Whether the row's end is uncertain: a quote in it may have been meant to open a field of several lines.

    So it is where a misplaced quote stands alone in its row and the fields are not as many as they should be.
    """
    is_misplaced = "quote-misplaced" in row.codes and len(row.fields) != width
    return is_misplaced and text.count(QUOTE, row.start, row.end) % 2 == 1


def row_violations(row: Row, number: int, width: int) -> tuple[Violation, ...]:
    """What is wrong with a row that should have `width` fields; the number is told only where its quotes are sound."""
    violations = [Violation(code, number, "", *_SAID[code]) for code in row.codes]
    if len(row.fields) != width and not set(row.codes) - {"control-character"}:
        violations.append(Violation("field-count", number, "", f"{len(row.fields)} fields", f"{width} fields"))
    return tuple(violations)
