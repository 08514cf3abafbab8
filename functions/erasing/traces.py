"""Where a person is found: the rows of a content by bronze and quarantine, and any other file by its text."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet

from functions.adapters.blobs import BlobStore
from functions.erasing.person import Person
from functions.landing.after.lake_file import fetched
from functions.landing.after.refused import refused_lines
from functions.landing.writing.bronze import EXTRAS, ROW_NUMBER
from functions.ledger.entries import ContentEntry
from jobs.contracts.dataset import contract
from jobs.contracts.errors import FileLost
from jobs.contracts.names import BRONZE, QUARANTINE
from jobs.contracts.personal import CUSTOMER, personal_columns

_parquet: Any = pyarrow.parquet
# What holds text in a form that no search of bytes sees through.
_SEALED = (b"PK\x03\x04", b"PAR1")


def rows_of_person(blobs: BlobStore, content: ContentEntry, person: Person) -> tuple[set[int], bool]:
    """The numbers of the person's good rows, and whether anything personal is left in them or in quarantine."""
    numbers: set[int] = set()
    is_left = False
    for path in content.bronze:
        for row in _good_rows(blobs, path, person):
            numbers.add(row[ROW_NUMBER])
            is_left = is_left or _tells(row)
    return numbers, is_left or bool(content.quarantine and refused_tells(blobs, content.quarantine, person))


def bronze_tells(blobs: BlobStore, path: str, person: Person) -> bool:
    """Whether a bronze file says who the person is."""
    return any(_tells(row) for row in _good_rows(blobs, path, person))


def refused_tells(blobs: BlobStore, path: str, person: Person) -> bool:
    """Whether a row in a quarantine file may be the person's; False where the file's time there is over."""
    try:
        with fetched(blobs, QUARANTINE, path) as lines:
            return any(person.may_be_in(line.text) or person.may_be_in(line.reasons) for line in refused_lines(lines))
    except FileLost:
        return False


def may_tell(content: bytes, person: Person) -> bool:
    """Whether the bytes of a file of any format may hold the id; those that cannot be looked into may."""
    try:
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        elif content.startswith(_SEALED[0]) and b"[Content_Types].xml" not in content:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"\n".join(packed.read(name) for name in packed.namelist())
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return True
    if content.startswith(_SEALED):
        return True
    encodings = ("utf-16", "utf-16-le", "utf-16-be") if b"\0" in content else ("latin-1",)
    return any(person.may_be_in(content.decode(encoding, errors="replace")) for encoding in encodings)


def _good_rows(blobs: BlobStore, path: str, person: Person) -> Iterator[dict[str, Any]]:
    with fetched(blobs, BRONZE, path) as content:
        file = _parquet.ParquetFile(content)
        wanted = [CUSTOMER, *personal_columns(contract(path.partition("/")[0])), EXTRAS, ROW_NUMBER]
        for group in range(file.num_row_groups):
            ids = file.read_row_group(group, columns=[CUSTOMER]).column(CUSTOMER).to_pylist()
            own = [place for place, each in enumerate(ids) if each is not None and person.is_meant_by(str(each))]
            if own:
                yield from file.read_row_group(group, columns=wanted).take(own).to_pylist()


def _tells(row: dict[str, Any]) -> bool:
    """Whether a row of bronze holds personal data, or anything that the contract does not know."""
    known = {name: value for name, value in row.items() if name not in (CUSTOMER, EXTRAS, ROW_NUMBER)}
    extras = [value for _, value in row[EXTRAS] or ()]
    return any(value not in (None, "") for value in (*known.values(), *extras))
