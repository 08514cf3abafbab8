"""Where each thing lies in the lake, given what it is.

A path inside a file system never starts with a slash. File names come from outside: they are data, so every part
that is written by us is built from digests and checked names alone.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from jobs.contracts.errors import FileRefused

_SAFE_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_WIDE, _WIDER = 0x100, 0x10000


@dataclass(frozen=True, slots=True)
class LandingPath:
    """`{dataset}/{source}/{name}` inside the landing file system; `name` may hold folders of its own."""

    dataset: str
    source: str
    name: str

    @classmethod
    def parse(cls, path: str) -> Self:
        """The parts of a path in landing.

        Raises FileRefused (path-malformed) where a dataset, a source or a name is missing.
        """
        dataset, _, rest = path.partition("/")
        source, _, name = rest.partition("/")
        if not (_SAFE_FOLDER.fullmatch(dataset) and _SAFE_FOLDER.fullmatch(source) and name):
            raise FileRefused(
                "path-malformed",
                "The file lies in a folder that no dataset is landed from.",
                where=f"landing/{printable(path)}",
                found=printable(path),
                expected="{dataset}/{source}/{name}, for example pos_sales/standard/2026-03-01.csv",
                next_step="drop the file again into the folder of its dataset and source",
            )
        return cls(dataset, source, name)

    def __str__(self) -> str:
        return f"{self.dataset}/{self.source}/{self.name}"


def printable(name: str) -> str:
    """A name from outside made fit for a line of text: whatever is not seen, or moves what is seen, as an escape.

    That is control characters and line breaks, marks that turn the direction of writing, and invisible characters.
    """
    return name if name.isprintable() else "".join(map(_shown, name))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < _WIDE else f"\\u{point:04x}" if point < _WIDER else f"\\U{point:08x}"


def digest(*parts: str, length: int = 32) -> str:
    """The first hex digits of a SHA-256 over parts, kept apart by a NUL."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:length]


def version_id(path: LandingPath, content_sha256: str) -> str:
    """The identity of a file version: dataset + landing path + SHA-256 of the bytes."""
    return digest(path.dataset, str(path), content_sha256)


def content_id(dataset: str, content_sha256: str, *told_by_path: str) -> str:
    """The identity of a dataset's rows: equal bytes under several names are one set of rows, not several.

    Where values of the rows stand in the path (a store's number, say) they are part of it.
    """
    return digest(dataset, content_sha256, *told_by_path)


def raw_path(path: LandingPath, etag: str) -> str:
    """Where the dropped bytes are kept in raw/: one immutable blob per write to the landing path."""
    suffix = "".join(re.findall(r"\.[A-Za-z0-9]{1,8}", path.name)[-2:])
    return f"{path.dataset}/{path.source}/{digest(str(path))}/{digest(etag)}{suffix}"


def bronze_path(path: LandingPath, content: str, rules: str) -> str:
    """Where the good rows of a file lie in bronze/, as read by one revision of contract and mapping."""
    return f"{path.dataset}/{path.source}/{content}/{rules}.parquet"


def quarantine_path(path: LandingPath, content: str, rules: str) -> str:
    """Where the refused rows of a file lie in quarantine/: JSON Lines, one object per row."""
    return f"{path.dataset}/{path.source}/{content}/{rules}.jsonl"


def return_path(path: LandingPath, content: str, mended_sha256: str) -> str:
    """Where the mended rows that a person returned for a content are kept in raw/."""
    return f"{path.dataset}/{path.source}/returns/{content}/{digest(mended_sha256)}.csv"


_ERASED = "erased"


def erased_path(path: LandingPath, content: str, left_sha256: str) -> str:
    """Where raw/ keeps what is left of a file from which a person was erased."""
    return f"{path.dataset}/{path.source}/{_ERASED}/{content}/{digest(left_sha256)}"


def is_erased(raw: str) -> bool:
    """Whether a path in raw/ is that of a file from which a person was erased."""
    return raw.split("/")[2:3] == [_ERASED]


def supplement(path: str, *told_apart_by: str) -> str:
    """A path beside another one of bronze/ or quarantine/, for what came of the same content in a later step."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}-{digest(*told_apart_by, length=16)}{dot}{suffix}"


def manifest_path(run_id: str) -> str:
    """Where the manifest of a run lies in bronze/."""
    return f"manifests/{run_id}.jsonl"


def outcome_path(run_id: str, attempt: int) -> str:
    """The folder in bronze/ in which a try of a run leaves how it ended."""
    return f"manifests/{run_id}.outcome/{attempt}"


def standing_path(run_id: str) -> str:
    """The folder in bronze/ in which a run leaves what the ledger is to know of lines that several files hold."""
    return f"manifests/{run_id}.standing"
