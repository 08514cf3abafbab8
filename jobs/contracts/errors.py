"""The exceptions of Tillstream: one base, one sentence each on when it is raised.

Bad data is never an exception but a `Violation` record; these are the situations in which work cannot go on.
"""

from typing import ClassVar


class TillstreamError(Exception):
    """Base of all: says what happened, where, what was found, what was expected and what to do next."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "failed"

    def __init__(self, what: str, *, where: str = "", found: str = "", expected: str = "", next_step: str = "") -> None:
        self.what, self.where, self.found, self.expected, self.next_step = what, where, found, expected, next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        labelled = (
            ("where", self.where),
            ("found", self.found),
            ("expected", self.expected),
            ("next", self.next_step),
        )
        lines = [f"  {label}: {text.replace('\n', '\n    ')}" for label, text in labelled if text]
        return "\n".join([self.what, *lines])


class ConfigurationInvalid(TillstreamError):
    """Raised when settings, a contract or a source mapping cannot be used; names every mistake at once."""

    exit_code = 2
    code = "configuration-invalid"


class UnknownDataset(TillstreamError):
    """Raised when a path or a command names a dataset that has no contract."""

    exit_code = 2
    code = "unknown-dataset"


class UnknownSource(TillstreamError):
    """Raised when a path or a command names a source that has no mapping for the dataset."""

    exit_code = 2
    code = "unknown-source"


class FileRefused(TillstreamError):
    """Raised when a file as a whole cannot be landed; `refusal` is its stable kebab-case code."""

    exit_code = 3
    code = "file-refused"

    def __init__(
        self, refusal: str, what: str, *, where: str = "", found: str = "", expected: str = "", next_step: str = ""
    ) -> None:
        self.refusal = refusal
        super().__init__(what, where=where, found=found, expected=expected, next_step=next_step)


class ReturnRefused(TillstreamError):
    """Raised when mended rows cannot be taken back; nothing of them is landed then."""

    exit_code = 3
    code = "return-refused"


class ErasureRefused(TillstreamError):
    """Raised when a person cannot be erased from a file; the file is as it was then."""

    exit_code = 3
    code = "erasure-refused"


class BooksDoNotBalance(TillstreamError):
    """Raised when rows or money at one layer differ from the layer before; nothing downstream is changed."""

    code = "books-do-not-balance"


class LedgerConflict(TillstreamError):
    """Raised when a ledger row changed under a conditional write more often than is tried again."""

    exit_code = 4
    code = "ledger-conflict"


class UnknownFile(TillstreamError):
    """Raised when a person names a file that the ledger does not know, or knows several of; names those it knows."""

    exit_code = 2
    code = "unknown-file"


class FileLost(TillstreamError):
    """Raised when a file that the ledger names is not in the lake."""

    code = "file-lost"


class FileArchived(TillstreamError):
    """Raised when a file of the lake has to be brought back from the archive tier before it can be read."""

    exit_code = 4
    code = "file-archived"


class StorageUnavailable(TillstreamError):
    """Raised when the storage account does not answer or refuses to."""

    exit_code = 4
    code = "storage-unavailable"


class RunnerUnavailable(TillstreamError):
    """Raised when the job runner does not take a run."""

    exit_code = 4
    code = "runner-unavailable"


class RunFailed(TillstreamError):
    """Raised when a job run ended without building its tables."""

    code = "run-failed"


class StillUnderWay(TillstreamError):
    """Raised when something did not end within the time that a person wanted to wait; it goes on by itself."""

    exit_code = 4
    code = "still-under-way"


class NothingToPay(TillstreamError):
    """Raised when an incentive is asked for of a month without sales; names the months that have some."""

    exit_code = 3
    code = "nothing-to-pay"


class UnknownTable(TillstreamError):
    """Raised when a person names a table that there is none of; names those there are."""

    exit_code = 2
    code = "unknown-table"


class DefinitionUnclear(TillstreamError):
    """Raised when what is said of a table does not fit the table; names every misfit at once."""

    code = "definition-unclear"
