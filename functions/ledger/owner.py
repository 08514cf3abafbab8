"""The version in force in whose name the rows of a content stand."""

from functions.ledger.change import View
from functions.ledger.entries import ContentEntry, FileEntry


def owned(view: View, identity: str) -> tuple[ContentEntry, FileEntry] | None:
    """A content and the version that owns it; None where no file in force has it."""
    content = ContentEntry.of(view.read(f"content:{identity}"))
    owner = FileEntry.of(view.read(f"version:{content.owner}")) if content and content.owner else None
    return (content, owner) if content and owner else None
