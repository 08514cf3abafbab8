"""SHA-256 of files: what a part of the artifact is known by."""

import hashlib
from pathlib import Path


def sha256_of(file: Path) -> str:
    """The file's digest, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def digests_below(folder: Path) -> dict[str, str]:
    """Every file below the folder by its name there, in the order of names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
