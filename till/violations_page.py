"""docs/violations.md, made from the catalogue of codes: python -m till.violations_page writes it."""

from collections.abc import Mapping
from pathlib import Path

from functions.landing.codes import FILE_CODES, ROW_CODES, Code

PAGE = Path(__file__).resolve().parents[1] / "docs" / "violations.md"

_HEAD = """\
# What can be wrong with a file

A row that is refused goes to quarantine with every reason for it; the other rows land. A file that is refused as a
whole stays in `raw/`, and no row of it lands. The codes are stable: filter on them, not on the wording. `till
check-source` finds them without a stack, `till quarantine show` lists those of files that were dropped, `till replay`
lands a file again once its cause is mended.

This page is made from the catalogue in functions/landing/codes.py by `make docs`.
"""


def page() -> str:
    """The whole page."""
    return f"{_HEAD}\n## Rows\n\n{_table(ROW_CODES)}\n## Files\n\n{_table(FILE_CODES)}"


def _table(codes: Mapping[str, Code]) -> str:
    rows = ["| code | means | for example | what to do |", "|---|---|---|---|"]
    for name, code in codes.items():
        cells = (f"`{name}`", code.meaning, code.example, code.next_step)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
