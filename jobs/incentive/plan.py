"""The incentive plans: versioned YAML files with effective dates, of which exactly one is in force in a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import yaml

from jobs.contracts.errors import ConfigurationInvalid

RULES = ("top-seller",)
_FOREVER = "9999-12"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; version is '<plan>/<version>', rate a share of the own total, the months 'yyyy-MM' and inclusive."""

    version: str
    rule: str
    rate: Decimal
    first_month: str
    last_month: str = _FOREVER

    def in_words(self) -> str:
        """The rule as a manager reads it."""
        return (
            "Within a store and a month, the salesperson with the highest total sales earns "
            f"{(self.rate * 100).normalize():f} % of their own total, and all of them where several tie; the others "
            "earn nothing. Returns count against the total; a total of zero or below earns nothing."
        )

    def in_force(self, month: str) -> bool:
        """Whether the month is computed by this plan."""
        return self.first_month <= month <= self.last_month


@cache
def load_plans() -> tuple[Plan, ...]:
    """The plans that come with the jobs, by first month. Raises ConfigurationInvalid as read_plans does."""
    folder = files("jobs.incentive") / "plans"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    return read_plans({entry.name: entry.read_text(encoding="utf-8") for entry in found})


def read_plans(documents: dict[str, str]) -> tuple[Plan, ...]:
    """The plans of YAML documents (by file name), by first month.

    Raises ConfigurationInvalid, with all mistakes at once, where a document is no plan or two are in force together.
    """
    plans, mistakes = [], []
    for name, text in documents.items():
        try:
            plans.append(_plan(yaml.safe_load(text)))
        except (KeyError, TypeError, ValueError, InvalidOperation, yaml.YAMLError) as error:
            mistakes.append(f"{name}: {type(error).__name__} {error}")
    plans.sort(key=lambda plan: plan.first_month)
    mistakes += [
        f"{earlier.version} and {later.version} are both in force in {later.first_month}"
        for earlier, later in combinations(plans, 2)
        if later.first_month <= earlier.last_month
    ]
    if mistakes:
        raise ConfigurationInvalid(
            "The incentive plans cannot be used.",
            where="jobs/incentive/plans",
            found="; ".join(mistakes),
            expected="plan, version, effective_from, effective_to, rule and rate; one plan in force in a month",
            next_step="compare them with jobs/incentive/plans/top-seller.yaml",
        )
    return tuple(plans)


def plan_in_force(plans: Iterable[Plan], month: str) -> Plan:
    """The plan by which the month is computed. Raises ConfigurationInvalid where there is none."""
    plans = tuple(plans)
    for plan in plans:
        if plan.in_force(month):
            return plan
    known = "; ".join(f"{plan.version} from {plan.first_month} to {plan.last_month}" for plan in plans)
    raise ConfigurationInvalid(
        "No incentive plan is in force in the month.",
        where="jobs/incentive/plans",
        found=month,
        expected=known or "a plan",
        next_step="add a plan for the month, or extend the effective dates of one",
    )


def _plan(document: dict[str, Any]) -> Plan:
    rule, rate = document["rule"], document["rate"]
    if rule not in RULES:
        raise ValueError(f"rule is {rule!r}; expected one of {', '.join(RULES)}")
    if not isinstance(rate, str) or not 0 < Decimal(rate) <= 1 or Decimal(rate) != round(Decimal(rate), 6):
        raise ValueError(f"rate is {rate!r}; expected a number in quotes above 0 and up to 1, six decimals at most")
    start, end = document["effective_from"], document["effective_to"]
    if not isinstance(start, date) or start.day != 1:
        raise ValueError(f"effective_from is {start!r}; expected the first day of a month")
    if end is not None and (not isinstance(end, date) or (end + timedelta(days=1)).day != 1 or end < start):
        raise ValueError(f"effective_to is {end!r}; expected the last day of a month, or null")
    return Plan(
        version=f"{document['plan']}/{document['version']}",
        rule=rule,
        rate=Decimal(rate),
        first_month=f"{start:%Y-%m}",
        last_month=_FOREVER if end is None else f"{end:%Y-%m}",
    )
