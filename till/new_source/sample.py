"""The beginning of a file, unpacked: whole rows of at most about a megabyte, or the whole file where it is a table."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from functions.landing.dialect import Format
from functions.landing.reading.packed import GZIP_MAGIC, ZIP_MAGIC, unpacked
from functions.landing.reading.refusals import empty, unreadable
from jobs.contracts.paths import LandingPath

SAMPLE_BYTES = 2**20
_PARQUET_MAGIC = b"PAR1"
_WORKBOOK = "xl/workbook.xml"
_CHUNK_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Sample:
    """The bytes that are looked at.

    whole         nothing of the file stands behind them
    table_format  xlsx or parquet, which tell their format themselves; else None
    """

    content: bytes
    whole: bool
    table_format: Format | None
    path: LandingPath


def take_sample(file: Path, path: LandingPath) -> Sample:
    """The sample of a file. Raises FileRefused where it is empty, or packed in a way that landing refuses."""
    with file.open("rb") as stream:
        is_workbook = _is_workbook(file)
        taken = io.BytesIO()
        whole = True
        for piece in unpacked(stream, path, _CHUNK_BYTES, is_zip=is_workbook):
            taken.write(piece)
            is_table = is_workbook or taken.getbuffer()[:4] == _PARQUET_MAGIC
            if not is_table and taken.tell() > SAMPLE_BYTES:
                whole = False
                break
    content = taken.getvalue()
    if not content:
        raise empty(path)
    if content.startswith(_PARQUET_MAGIC):
        return Sample(content, True, "parquet", path)
    if is_workbook or content.startswith(ZIP_MAGIC):
        return Sample(content, True, "xlsx", path)
    if content.startswith(GZIP_MAGIC):
        raise unreadable(path, "packed content inside packed content", "a file that is packed once")
    return Sample(content, whole, None, path)


def _is_workbook(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
