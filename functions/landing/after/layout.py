"""The layout in which refused rows go out to a person and come back: the till's own columns, as CSV."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from functions.adapters.blobs import BlobStore
from functions.landing.after.lake_file import fetched
from functions.landing.source import SourceMapping
from jobs.contracts.names import RAW
from jobs.contracts.paths import LandingPath


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of a file's columns in its order, and how the file is written."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str


def layout_of(blobs: BlobStore, raw: str, path: LandingPath, mapping: SourceMapping) -> Layout:
    """The layout of a kept file, which landed before. Raises FileLost where raw/ does not hold it any more."""
    with fetched(blobs, RAW, raw) as content:
        plain = gzip.GzipFile(fileobj=content) if path.name.lower().endswith(".gz") else content
        encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
        text = io.TextIOWrapper(plain, encoding, newline="")
        names = tuple(next(csv.reader(text, delimiter=mapping.delimiter, strict=True)))
        text.detach()
    return Layout(names, mapping.delimiter, mapping.encoding)


def as_csv(layout: Layout, rows: Iterable[Sequence[str]], path: LandingPath) -> bytes:
    """Rows under the file's header, packed as the name of the file says."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\n")
    writer.writerow(layout.columns)
    writer.writerows(rows)
    content = text.getvalue().encode()
    return gzip.compress(content, mtime=0) if path.name.lower().endswith(".gz") else content


def csv_mapping(mapping: SourceMapping) -> SourceMapping:
    """The same columns and marks, for what as_csv wrote."""
    return replace(mapping, encoding="utf-8")
