"""A month's incentive for people: has it computed, and reads who earns what, and why, from gold."""

from pathlib import Path
from typing import Any

from functions.clock import utc_now
from functions.transform.incentive import ask_for_month, name_of
from jobs.contracts.errors import ConfigurationInvalid, NothingToPay
from jobs.incentive.plan import load_plans, plan_in_force
from till.months import checked_month
from till.operator import Operator
from till.progress import Progress
from till.runs import follow_run


def compute(operator: Operator, month: str, shown: Progress, *, patience_seconds: float) -> None:
    """Have the month computed, and wait for it.

    Raises NothingToPay where the month has no sales, naming those that have some.
    """
    month = checked_month(month)
    with_sales = _months(operator, "silver", "sales")
    if month not in with_sales:
        raise NothingToPay(
            f"There are no sales in {month}.",
            found="no sale in silver",
            expected="one of " + ", ".join(with_sales) if with_sales else "a month with sales; nothing has landed yet",
            next_step="name one of these months, or drop the month's files first",
        )
    asked_at = utc_now()
    ask_for_month(operator.runs, month)
    operator.wake()
    follow_run(operator, name_of(month), asked_at, shown, patience_seconds=patience_seconds)


def payouts(operator: Operator, month: str, *, winners_only: bool) -> list[dict[str, Any]]:
    """One dict per store and salesperson of a computed month, by store and rank; money is Decimal.

    Raises NothingToPay where the month has not been computed.
    """
    month = checked_month(month)
    computed = _months(operator, "gold", "incentive_payout")
    if month not in computed:
        raise NothingToPay(
            f"The incentive of {month} has not been computed.",
            expected="one of " + ", ".join(computed) if computed else "a month that was computed",
            next_step=f"till incentive run --month {month}",
        )
    earned = "and incentive > 0" if winners_only else ""
    return operator.ask(_PAYOUTS.format(month=month, earned=earned)).rows


def explanation(operator: Operator, month: str, person: int) -> list[dict[str, Any]]:
    """The lines that explain a salesperson's amount, by store.

    Raises ConfigurationInvalid for a salesperson without a line in the month, naming those that have one.
    """
    everyone = payouts(operator, month, winners_only=False)
    known = sorted({row["sales_person_id"] for row in everyone if row["sales_person_id"] is not None})
    if person not in known:
        raise ConfigurationInvalid(
            f"Salesperson {person} has no sales in {month}.",
            found=str(person),
            expected="one of " + ", ".join(str(each) for each in known),
            next_step="name one of these; till incentive show --all lists them with their names",
        )
    return operator.ask(_LINES.format(month=month, who=f"and sales_person_id = {person}")).rows


def write_report(operator: Operator, month: str, path: Path) -> None:
    """Write the month's report for managers as an .xlsx file."""
    from till.report import write_incentive_report

    everyone = payouts(operator, month, winners_only=False)
    write_incentive_report(
        path,
        month=month,
        payouts=everyone,
        lines=operator.ask(_LINES.format(month=month, who="")).rows,
        computed_at=utc_now(),
        plan_rule=plan_in_force(load_plans(), month).in_words(),
    )


def _months(operator: Operator, schema: str, table: str) -> list[str]:
    """The months that a table holds, in order; none where the table has not been written yet."""
    if table not in {row["tableName"] for row in operator.ask(f"show tables in {schema}").rows}:
        return []
    months = f"select distinct sales_month from {schema}.{table} order by sales_month"  # noqa: S608 - our own names
    return [row["sales_month"] for row in operator.ask(months).rows]


_PAYOUTS = """
select store_id, store_address, sales_person_id, full_name, sales_month, sales_rank, total_sales, lines_counted,
       incentive, plan_version, state
from gold.incentive_payout
where sales_month = '{month}' {earned}
order by store_id, sales_rank, sales_person_id
"""
_LINES = """
select store_id, sales_person_id, line_no, text, rate, amount
from gold.incentive_line where sales_month = '{month}' {who}
order by store_id, sales_person_id, line_no
"""
