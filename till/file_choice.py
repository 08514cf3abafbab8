"""Which file a person means: by its landing path, a part of it, or the beginning of its version id."""

from collections.abc import Sequence

from functions.ledger.entries import FileEntry
from jobs.contracts.errors import UnknownFile
from jobs.contracts.paths import printable

_SHORTEST_ID = 4
_SHOWN = 10


def chosen_file(entries: Sequence[FileEntry], text: str) -> FileEntry:
    """The one file that the text names; of several versions of one path, the one that was dropped last.

    Raises UnknownFile where it names none, or files on several paths, which it lists.
    """
    matches = _matches(entries, text)
    paths = sorted({entry.path for entry in matches})
    if len(paths) == 1:
        return max(matches, key=lambda entry: (entry.dropped_at, entry.received_at))
    shown = [f"{printable(entry.path)} ({entry.version[:12]})" for entry in matches[:_SHOWN]]
    more = len(matches) - len(shown)
    raise UnknownFile(
        f"{len(paths)} files are meant by that." if paths else "The ledger knows no such file.",
        where=printable(text),
        found="\n".join([*shown, f"and {more} more"] if more else shown) if paths else "nothing",
        expected="a landing path, a part of it that no other file has, or the beginning of a version id",
        next_step="till files lists every file with its path and version",
    )


def _matches(entries: Sequence[FileEntry], text: str) -> list[FileEntry]:
    by_path = [entry for entry in entries if entry.path == text]
    by_id = [entry for entry in entries if len(text) >= _SHORTEST_ID and entry.version.startswith(text)]
    return by_path or by_id or [entry for entry in entries if text in entry.path]
