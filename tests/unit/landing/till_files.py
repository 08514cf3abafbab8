"""Files of the tills in fuzz/tills.yaml, made of sound rows, values that are odd in many ways, and breakage."""

import csv
import io
import json
from typing import Any

from hypothesis import strategies as st

from functions.landing.dialect import Dialect
from functions.landing.reading.block import LONGEST_ROW_BYTES
from fuzz.judge import DAMAGED_GZIP, RECODED, WITH_HEADER
from fuzz.slow_rows import read_slowly
from fuzz.tills import Till, tills

FIGURES = (
    *("0", "-0", "+5", "1e3", "NaN", "0.005", "2.50", "2,50", ".5", "5.", "00012.00", "1.000", "1.000,50", "1'000"),
    *(
        "(5)",
        "(-5)",
        "5-",
        "--5",
        "9999999.99",
        "10000000",
        "9999999.995",
        "9223372036854775807",
        "-9223372036854775808",
    ),
    *("9223372036854775808", "2147483648", "9999999999999999.99", "99999999999999999999", "-500", "50001", "\u0663"),
)
MOMENTS = (
    *("2026-02-29", "2024-02-29", "0000-01-01", "0001-01-01", "1999-12-31", "9999-12-31", "2026-3-1", "20260301"),
    *("29.02.2024", "1.3.2026", "3/1/2026", "13/1/2026", "2026-03-29 02:30:00", "2026-10-25T02:30:00"),
    *("2026-03-08 02:30:00", "2026-11-01 01:30:00", "2026-03-01 24:00:00", "2026-03-01 23:59:60", "29.3.2026 3:30"),
    *("11/01/2026 01:30:00", "2037-12-31 23:59:59", "2038-01-01 00:00:00", "1989-12-31 23:59:59", "2026-03-01 10:00"),
)
TEXTS = (
    *(
        "",
        " ",
        "Tea",
        "Tea, green",
        'a "b" c',
        '"',
        "a\nb",
        "A-x\nyz A-bz",
        "\t",
        "a\rb",
        "\r\n",
        "a\x07b",
        "\x85",
        "NULL",
    ),
    *(
        "-",
        "R",
        "S",
        "1",
        "2",
        "AB",
        "ABCD",
        "ab",
        "AB\n",
        "123456789012",
        "1234567890123",
        "\u00e4",
        "\u8868",
        "\ufeffx",
    ),
)
ODD = FIGURES + MOMENTS + TEXTS
CELLS = st.sampled_from(ODD)
BREAKAGE = st.sampled_from(
    ("\n", "\r\n", '"', '"x', 'x"y\n', "\r", ",;|\t\n", "\ufeff", "{}\n", "[1]\n", "T,1\n", "x" * 130)
)


@st.composite
def inputs(draw: st.DrawFn) -> bytes:
    """An input of fuzz.judge: how it is read, and a file."""
    number = draw(st.integers(0, len(tills()) - 1))
    pieces = draw(st.integers(0, 255) | st.integers(0, 9))
    packing = draw(st.integers(0, DAMAGED_GZIP - 1))
    flags = WITH_HEADER | RECODED | draw(st.sampled_from((0, 0, 0, 1, 8)))
    return bytes([number, pieces, packing, flags]) + draw(file_rows(tills()[number])).encode()


@st.composite
def file_rows(draw: st.DrawFn, till: Till) -> str:
    """What stands below the header: some rows, each now and then with a strange cell, and now and then broken."""
    dialect, sound, rows = till.mapping.dialect, sound_rows(till), []
    for _ in range(draw(st.integers(1, 5))):
        cells = dict(draw(st.sampled_from(sound)))
        for name in draw(st.lists(st.sampled_from(list(cells)), max_size=3)):
            cells[name] = draw(CELLS | st.sampled_from(sound).map(lambda row, name=name: row.get(name)))
        times = draw(st.sampled_from((1, 1, 1, 1, 45)))
        rows += [written(cells, dialect, quotes=draw(st.booleans()))] * times
        rows += [draw(BREAKAGE)] if draw(st.integers(0, 7)) == 0 else []
    return "".join(rows) + _trailer(rows, dialect, draw(st.booleans()))


def sound_rows(till: Till) -> list[dict[str, Any]]:
    """The rows of the till's sound file, by the names of its fields."""
    dialect = till.mapping.dialect
    content = (till.header + till.rows).encode(dialect.encoding)
    return [dict(row.texts) for row in read_slowly(content, dialect, LONGEST_ROW_BYTES).rows if row.texts]


def written(cells: dict[str, Any], dialect: Dialect, *, quotes: bool) -> str:
    """One row, as the till writes it."""
    if dialect.format == "jsonl":
        return json.dumps(cells) + "\n"
    if dialect.format == "fixed_width":
        return "".join((cells[each.name] or "").rjust(each.width, dialect.pad) for each in dialect.fields) + "\n"
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=dialect.delimiter, quoting=quoting, lineterminator="\n").writerow(cells.values())
    return text.getvalue()


def _trailer(rows: list[str], dialect: Dialect, is_right: bool) -> str:
    if not dialect.trailer:
        return ""
    comma = "," if dialect.format == "csv" else ""
    return f"T{comma}{len(rows) if is_right else 1}{'' if comma else ' '}\n"
