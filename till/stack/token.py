"""The token that a job process asks for: made once per folder, for its owner's eyes only."""

import os
import secrets
from pathlib import Path


def ensure_token(path: Path) -> None:
    """Write a new token to the file, readable by its owner alone, unless there is one already."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
