"""The incentive report of a month as an .xlsx file: the last step of the way, for the people who approve and pay."""

from calendar import month_name
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from jobs.contracts.errors import ConfigurationInvalid
from till.report.cells import Cells
from till.report.payees import Payee, payees_of
from till.report.sheets import everyone, explanation, winners

HALF_UP_TO_THE_CENT = (
    "The exact sum of the sale lines is multiplied by the rate and rounded once, HALF_UP to the cent: half a cent is "
    "rounded away from zero. Nothing is rounded before it is summed."
)
# Text stays text, whatever it looks like; dates of the file are set by us, so that the same report is the same file.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_STATES = {
    "provisional": "Provisional: it may still change, and is not approved for payment.",
    "locked": "Locked: late sales no longer change it; it is not yet approved for payment.",
    "approved": "Approved for payment.",
    "paid": "Paid.",
}


def write_incentive_report(
    path: Path,
    *,
    month: str,
    payouts: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    computed_at: datetime,
    plan_rule: str,
    rounding: str = HALF_UP_TO_THE_CENT,
    retailer: str = "",
    currency: str = "",
) -> None:
    """Write the report of `month` ('yyyy-MM'): the sheets Winners, Everyone and How it was computed.

    payouts    rows of gold.incentive_payout: store_id, store_address, sales_person_id, full_name, sales_rank,
               total_sales, lines_counted, incentive, plan_version, state; amounts as Decimal or its text
    lines      rows of gold.incentive_line: store_id, sales_person_id, line_no, text, rate (a share), amount
    plan_rule  the rule of the plan in words

    Totals are values, not formulas. A spreadsheet's numbers are binary floats: an amount is written as a number where
    all of its cents are shown (up to 15 digits), else as text. The file appears whole or not at all.
    Raises ConfigurationInvalid where it cannot be written, TypeError where an amount is a float.
    """
    payees = payees_of(payouts, lines)
    title = ": ".join(part for part in (retailer, f"Sales incentive, {_in_words(month)}") if part)
    status = " ".join(_STATES.get(state, state) for state in sorted({payee.state for payee in payees}))
    facts = _facts(payees, month, status, computed_at, plan_rule, rounding, currency)
    content = BytesIO()
    with Workbook(content, _OPTIONS) as workbook:
        workbook.set_properties({"title": title, "created": computed_at.astimezone(UTC).replace(tzinfo=None)})
        unit = f" Amounts in {currency}." if currency else ""
        for name, fill in (("Winners", winners), ("Everyone", everyone)):
            fill(Cells(workbook, workbook.add_worksheet(name)), payees, title, status + unit)
        explanation(Cells(workbook, workbook.add_worksheet("How it was computed")), title, facts)
    _put(path, content.getvalue())


def _facts(
    payees: Sequence[Payee],
    month: str,
    status: str,
    computed_at: datetime,
    plan_rule: str,
    rounding: str,
    currency: str,
) -> list[tuple[str, str]]:
    total, paid = (sum(amounts, Decimal("0.00")) for amounts in _amounts(payees))
    return [
        ("Month", f"{_in_words(month)} ({month}), by the business date of the sale in the store's own time zone"),
        ("State", status or "Nothing was computed."),
        ("Plan", ", ".join(sorted({payee.plan_version for payee in payees})) or "none"),
        ("Rule", plan_rule),
        ("Rounding", rounding),
        (
            "What counts",
            "What was paid after discount and before tax; a return counts negative for the salesperson it names.",
        ),
        ("Sale lines counted", f"{sum(payee.lines_counted for payee in payees):,}"),
        ("Total sales", f"{total:,.2f} {currency}".strip()),
        ("Total incentive", f"{paid:,.2f} {currency}".strip()),
        ("Computed at", f"{computed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        ("Source", "Tables gold.incentive_payout and gold.incentive_line; all totals are values, not formulas."),
    ]


def _amounts(payees: Sequence[Payee]) -> tuple[list[Decimal], list[Decimal]]:
    return [payee.total_sales for payee in payees], [payee.incentive for payee in payees]


def _in_words(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{month_name[int(number)]} {year}"


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ConfigurationInvalid(
            "The report cannot be written.",
            where=str(path),
            found=error.strerror or type(error).__name__,
            expected="a folder that may be written to, and a file that nobody has open",
            next_step="close the file or name another",
        ) from error
