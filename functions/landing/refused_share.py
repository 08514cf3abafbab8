"""Where too many of a file's rows are refused, the rest is not believed: the mapping is wrong, or the export."""

from functions.landing.dialect import Dialect
from functions.landing.writing.quarantine import QuarantineFile
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable

_SHOWN = 5


def require_few_refused(rows: int, refused: QuarantineFile, dialect: Dialect, path: LandingPath) -> None:
    """Raises FileRefused (too-many-refused) above the source's share of refused rows, with the commonest reasons."""
    share = refused.rows / rows
    if refused.rows < dialect.min_refused_rows or share <= dialect.max_refused_share:
        return
    reasons = [
        f"{code}{f' in {printable(column)}' if column else ''}: {count:,}"
        for (code, column), count in refused.violations.most_common(_SHOWN)
    ]
    raise FileRefused(
        "too-many-refused",
        "So many rows are refused that the others are not believed either.",
        where=f"landing/{printable(str(path))}",
        found=f"{refused.rows:,} of {rows:,} rows refused ({share:.1%}); {'; '.join(reasons)}",
        expected=f"at most {dialect.max_refused_share:.1%}",
        next_step="see by till check-source what is wrong; correct the export or the source, or its max_refused_share",
    )
