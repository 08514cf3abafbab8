"""What the fuzzer starts from: sound files of every till, each text of the corpus, and the words of files.

`python -m fuzz.seeds FOLDER` writes an input per file, and beside the folder, under its name and .dict, the words.
"""

import gzip
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from fuzz.judge import DAMAGED_GZIP, GZIP, PLAIN, RECODED, SHORT_ROWS, WITH_HEADER, ZIP
from fuzz.tills import tills
from tests.corpus.case import Case, text_cases

_WORDS = (
    *('"', '""', '","', '"\n', "\r\n", "\r", "\n\n", ",", ";", "\t", "|", "'", "-", "(", ")", ".", "NULL", "\ufeff"),
    *("2026-03-01", "2026-02-29", "2026-03-29 02:30:00", "0000-01-01", "9999-12-31", "29.02.2024", "3/1/2026"),
    *("2.50", "0.005", "-0", "+5", "1e3", "NaN", "1.000,5", "1'000", "9223372036854775808", "9999999.995"),
    *('{"', '":', "null", "[", "{}", "\\u00e4", "\\ud800", "\u00a0", "\u0661", "\u2028", "A-", "z", "T,1", "R"),
)


def main() -> None:
    """Writes the inputs and the words."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    escaped = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in _WORDS]
    folder.with_suffix(".dict").write_text("".join(f'"{word}"\n' for word in escaped))


def seeds() -> Iterator[bytes]:
    """The inputs."""
    for number, till in enumerate(tills()):
        rows = till.rows.encode()
        for pieces, packing in ((0, PLAIN), (2, PLAIN), (63, PLAIN), (2, GZIP), (2, ZIP)):
            yield bytes([number, pieces, packing, WITH_HEADER | RECODED]) + rows
        yield bytes([number, 7, PLAIN, WITH_HEADER | RECODED | SHORT_ROWS]) + rows * 3
        yield bytes([number, 7, PLAIN, 0]) + (till.header + till.rows).encode(till.mapping.dialect.encoding)
        yield bytes([number, 7, DAMAGED_GZIP, 0]) + gzip.compress((till.header + till.rows).encode(), mtime=0)
    numbers: dict[str, int] = {till.mapping.dialect.format: number for number, till in reversed([*enumerate(tills())])}
    for case in text_cases():
        number = numbers[_format(case)]
        yield bytes([number, 5, PLAIN, 0]) + case.content
        yield bytes([number, 5, PLAIN, WITH_HEADER]) + case.content.partition(b"\n")[2]


def _format(case: Case) -> str:
    format_: str = yaml.safe_load(case.source)["format"] if case.source else "csv"
    return format_


if __name__ == "__main__":
    main()
