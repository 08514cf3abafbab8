"""The layout in which refused rows go out to a person and come back: the file's own columns and marks, as CSV.

Whatever the format of the file, its columns are those that the check has seen, and so are the texts in them.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from functions.landing.dialect import Dialect, Format
from functions.landing.reading.open_rows import Limits, open_rows
from functions.landing.source import SourceMapping
from jobs.contracts.paths import LandingPath

# A zip's members are dated; equal rows make equal bytes.
_ANY_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of a file's columns in its order, and how its source writes text."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str


class _MendedDialect(Dialect):
    """The dialect of rows that left files of the format came_as, and come as CSV."""

    came_as: Format

    @property
    def has_typed_dates(self) -> bool:
        return self.came_as in ("xlsx", "parquet")


def layout_of(content: BinaryIO, path: LandingPath, mapping: SourceMapping) -> Layout:
    """The layout of a file that landed before. Raises FileRefused where it cannot be read by this mapping."""
    opened = open_rows(content, path, mapping.dialect, mapping.time_zone, Limits())
    return Layout(tuple(opened.rows.names), mapping.dialect.delimiter, mapping.dialect.encoding)


def fields_of(
    content: BinaryIO, path: LandingPath, mapping: SourceMapping, rows: Collection[int]
) -> dict[int, list[str]]:
    """The fields of some rows of a file, by their numbers; rows that cannot be taken apart are not among them.

    Nor are rows that bring columns of their own, which the file's layout has no place for.
    """
    wanted = np.array(sorted(rows), np.int64)
    found: dict[int, list[str]] = {}
    for parse in open_rows(content, path, mapping.dialect, mapping.time_zone, Limits()).rows.blocks:
        block = parse()
        for position in np.flatnonzero(np.isin(block.numbers, wanted)).tolist():
            if not (block.others and block.others[position]):
                number = int(block.numbers[position])
                found[number] = [column[position].as_py() or "" for column in block.columns]
    return found


def as_csv(layout: Layout, rows: Iterable[Sequence[str]], path: LandingPath) -> bytes:
    """Rows under the file's header, packed as the name of the file says."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\n")
    writer.writerow(layout.columns)
    writer.writerows(rows)
    return packed_as_named(text.getvalue().encode(), path)


def packed_as_named(content: bytes, path: LandingPath) -> bytes:
    """The content packed as the name of the file says."""
    name = path.name.lower()
    if name.endswith(".gz"):
        return gzip.compress(content, mtime=0)
    return _zipped(content) if name.endswith(".zip") else content


def csv_mapping(mapping: SourceMapping) -> SourceMapping:
    """The same columns and marks for what as_csv wrote; any share of mended rows may still be refused."""
    own = {name: getattr(mapping.dialect, name) for name in Dialect.model_fields}
    as_written = {
        "format": "csv",
        "encoding": "utf-8",
        "header": True,
        "field_names": [],
        "fields": [],
        "sheet": "",
        "final_newline": "optional",
        "trailer": None,
        "control_file": None,
        "max_refused_share": 1.0,
    }
    came_as = mapping.dialect.came_as if isinstance(mapping.dialect, _MendedDialect) else mapping.dialect.format
    dialect = _MendedDialect.model_construct(came_as=came_as, **{**own, **as_written})
    return replace(mapping, dialect=dialect)


def left_mapping(mapping: SourceMapping) -> SourceMapping:
    """The same columns and marks for what is left of a file from which somebody was erased: JSON Lines, else CSV."""
    if mapping.dialect.format != "jsonl":
        return csv_mapping(mapping)
    as_written = {"encoding": "utf-8", "final_newline": "optional", "trailer": None, "control_file": None}
    return replace(mapping, dialect=mapping.dialect.model_copy(update={**as_written, "max_refused_share": 1.0}))


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mended.csv", _ANY_DAY), content)
    return packed.getvalue()
