"""The file beside a file, with its control totals: entered when it comes, looked for when its file is checked.

Either may come first. A file whose control file is not there yet waits, and the later of the two events lands it.
"""

from functions.adapters.blobs import BlobStore
from functions.landing.kept import KeptFile
from functions.landing.source import SourceMapping
from functions.ledger.change import View
from functions.ledger.entries import FileEntry, FileState, PathEntry
from jobs.contracts.errors import FileRefused
from jobs.contracts.names import RAW
from jobs.contracts.paths import digest, printable

CONTROL_FILE_MISSING = "control-file-missing"
_MOST_BYTES = 64 * 2**10


def file_beside(landing_path: str, mapping: SourceMapping) -> str:
    """The path of the file that this control file belongs to; '' where the path is no control file of the source."""
    control = mapping.dialect.control_file
    if control is None or not landing_path.endswith(control.suffix):
        return ""
    return landing_path.removesuffix(control.suffix)


def control_of(blobs: BlobStore, view: View, kept: KeptFile, mapping: SourceMapping) -> bytes:
    """The content of the control file that belongs to a file, from raw/; b'' where its source has none.

    Raises FileRefused (control-file-missing) where it has not come yet.
    """
    control = mapping.dialect.control_file
    if control is None:
        return b""
    beside = kept.text + control.suffix
    path = PathEntry.of(view.read(f"path:{digest(beside)}"))
    entry = FileEntry.of(view.read(f"version:{path.seen_version}")) if path else None
    if entry is None or entry.state != FileState.CONTROL:
        raise FileRefused(
            CONTROL_FILE_MISSING,
            "The file waits for its control file.",
            where=f"landing/{printable(kept.text)}",
            found="no control file yet",
            expected=f"landing/{printable(beside)}",
            next_step="nothing, where it is on its way; else drop it, and the file lands",
        )
    return blobs.read(RAW, entry.raw, at_most=_MOST_BYTES)
