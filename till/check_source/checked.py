"""One file through landing's own check, and what came of it; nothing is written anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import pyarrow.parquet

from functions.landing.check import Landed, check_file
from functions.landing.checking.arrow import kernels
from functions.landing.reading.refusals import unreadable
from functions.landing.writing.control_totals import TOTAL_COST
from jobs.contracts.dataset import Contract
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable
from till.check_source.sinks import Discarded, FirstReasons
from till.check_source.terms import Terms

LANDED, REJECTED, CONTROL = "landed", "rejected", "control"
_IN_MEMORY = 16 * 2**20


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What landing would do with a file.

    state     landed, rejected, or control for a control file, which is read with the file that it belongs to
    refusal   {code, what, found, expected, next} of a file that is rejected
    sums      of the decimal columns over the loaded rows, for a dataset without total_cost
    """

    file: str
    state: str
    reasons: FirstReasons
    landed: Landed | None = None
    refusal: Mapping[str, str] | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    def as_object(self) -> dict[str, object]:
        """The one JSON object of the file; of a rejected file no row is loaded, as in the ledger."""
        landed = self.landed
        return {
            "file": self.file,
            "state": self.state,
            "rows_in": landed.rows_in if landed else 0,
            "loaded": landed.loaded if landed else 0,
            "quarantined": landed.quarantined if landed else 0,
            "violations": self.reasons.violations,
            "violations_total": self.reasons.by_code.total(),
            "violations_by_code": dict(sorted(self.reasons.by_code.items())),
            "totals": self._totals(),
            "extra_columns": landed.extra_columns if landed else (),
            "refusal": self.refusal,
        }

    def _totals(self) -> dict[str, object]:
        landed = self.landed
        return {
            "total_cost": landed.total_cost if landed else None,
            "min_date": landed.min_date if landed else None,
            "max_date": landed.max_date if landed else None,
            "months": landed.months if landed else (),
            "uncompared": landed.uncompared if landed else (),
            **self.sums,
        }


def checked(file: Path, terms: Terms, most_violations: int) -> CheckedFile:
    """What landing would do with the file, its control file beside it where the source has one."""
    reasons = FirstReasons(most_violations)
    path = _landing_path(file, terms)
    if _is_control(file, terms):
        return CheckedFile(str(file), CONTROL, reasons)
    try:
        with _opened(file, path) as stream:
            landed, sums = _checked(stream, file, path, terms, reasons)
    except FileRefused as error:
        return CheckedFile(str(file), REJECTED, reasons, refusal=_refusal(error))
    return CheckedFile(str(file), LANDED, reasons, landed, sums=sums)


def _checked(
    stream: BinaryIO, file: Path, path: LandingPath, terms: Terms, reasons: FirstReasons
) -> tuple[Landed, dict[str, Decimal]]:
    summed = _summed(terms.contract)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as good:
        landed = check_file(
            stream,
            path=path,
            version="",
            contract=terms.contract,
            mapping=terms.mapping,
            bronze=cast(BinaryIO, good if summed else Discarded()),
            quarantine=cast(BinaryIO, reasons),
            dropped_on=terms.dropped_on,
            control=_control(file, path, terms),
        )
        return landed, _sums(cast(BinaryIO, good), summed)


def _summed(contract: Contract) -> list[str]:
    """The columns whose sums are told: none where there is a total."""
    names = [column.name for column in contract.columns if column.decimal]
    return [] if TOTAL_COST in names else names


def _sums(good: BinaryIO, names: list[str]) -> dict[str, Decimal]:
    if not names:
        return {}
    good.seek(0)
    sums = dict.fromkeys(names, Decimal(0))
    for batch in pyarrow.parquet.ParquetFile(good).iter_batches(columns=names):
        for name in names:
            sums[name] += kernels.sum(batch.column(name)).as_py() or Decimal(0)
    return sums


def _is_control(file: Path, terms: Terms) -> bool:
    """Whether the file holds the control totals of another one beside it."""
    control = terms.mapping.dialect.control_file
    return bool(
        control and file.name.endswith(control.suffix) and Path(str(file).removesuffix(control.suffix)).is_file()
    )


def _control(file: Path, path: LandingPath, terms: Terms) -> bytes:
    control = terms.mapping.dialect.control_file
    if control is None:
        return b""
    beside = file.with_name(file.name + control.suffix)
    if not beside.is_file():
        raise FileRefused(
            "control-file-missing",
            "The file waits for its control file.",
            where=printable(str(path)),
            found="no control file",
            expected=printable(str(beside)),
            next_step="put it beside the file",
        )
    return beside.read_bytes()


def _opened(file: Path, path: LandingPath) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__, "a file that can be opened") from error


def _landing_path(file: Path, terms: Terms) -> LandingPath:
    """Where the file would lie in landing: what a source takes from the path stands in it."""
    name = Path(file.parent.name) / file.name
    if terms.path_root and file.absolute().is_relative_to(terms.path_root.absolute()):
        name = file.absolute().relative_to(terms.path_root.absolute())
    return LandingPath(terms.contract.dataset, terms.mapping.source, name.as_posix())


def _refusal(error: FileRefused) -> dict[str, str]:
    return {
        "code": error.refusal,
        "what": error.what,
        "found": error.found,
        "expected": error.expected,
        "next": error.next_step,
    }
