"""The refusals of a file that cannot be read as what it should be."""

from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable


def unreadable(path: LandingPath, found: str, expected: str) -> FileRefused:
    """The refusal of a file that cannot be read as the text, or the workbook, it should be."""
    return FileRefused(
        "file-unreadable",
        "The file cannot be read.",
        where=f"landing/{printable(str(path))}",
        found=found,
        expected=expected,
        next_step="export or send the file again, or correct its source",
    )


def empty(path: LandingPath) -> FileRefused:
    """The refusal of a file that holds nothing at all."""
    return FileRefused(
        "file-empty",
        "The file holds nothing.",
        where=f"landing/{printable(str(path))}",
        found="no content",
        expected="at least one data row",
        next_step="export the file again at the till",
    )


def header_only(path: LandingPath) -> FileRefused:
    """The refusal of a file without a data row."""
    return FileRefused(
        "header-only",
        "The file holds a header and no data row.",
        where=f"landing/{printable(str(path))}",
        found="0 data rows",
        expected="at least one",
        next_step="look whether the till exported an empty day; there is nothing to land",
    )


def cut_off(path: LandingPath, found: str, expected: str) -> FileRefused:
    """The refusal of a file whose end is not the end that its source declares."""
    return FileRefused(
        "file-cut-off",
        "The file breaks off before its end.",
        where=f"landing/{printable(str(path))}",
        found=found,
        expected=expected,
        next_step="send the file again, whole",
    )
