"""Which plan a month is computed by, and what is no plan."""

from decimal import Decimal

import pytest

from jobs.contracts.errors import ConfigurationInvalid
from jobs.incentive.plan import load_plans, plan_in_force, read_plans


def plan(version: int, start: str, end: str, rate: str = '"0.01"', rule: str = "top-seller") -> str:
    return f"plan: top\nversion: {version}\neffective_from: {start}\neffective_to: {end}\nrule: {rule}\nrate: {rate}\n"


def test_the_seed_plan_pays_one_percent_from_the_first_day_that_a_sale_may_have() -> None:
    seed = plan_in_force(load_plans(), "2000-01")
    assert (seed.version, seed.rule, seed.rate) == ("top-seller/1", "top-seller", Decimal("0.01"))
    assert plan_in_force(load_plans(), "2100-12") is seed


def test_a_month_is_computed_by_the_plan_in_force_in_it() -> None:
    plans = read_plans(
        {"b": plan(2, "2026-07-01", "null", '"0.02"'), "a": plan(1, "2026-01-01", "2026-06-30", '"0.01"')}
    )
    assert [plan_in_force(plans, month).version for month in ("2026-01", "2026-06", "2026-07", "2031-01")] == [
        "top/1",
        "top/1",
        "top/2",
        "top/2",
    ]


def test_a_month_before_any_plan_says_which_plans_there_are() -> None:
    plans = read_plans({"a": plan(1, "2026-01-01", "2026-06-30")})
    with pytest.raises(ConfigurationInvalid, match="top/1 from 2026-01 to 2026-06"):
        plan_in_force(plans, "2025-12")


def test_two_plans_in_force_together_are_refused() -> None:
    with pytest.raises(ConfigurationInvalid, match=r"top/1 and top/2 are both in force in 2026-06"):
        read_plans({"a": plan(1, "2026-01-01", "2026-06-30"), "b": plan(2, "2026-06-01", "null")})


def test_a_plan_within_a_longer_one_is_refused_though_another_lies_between() -> None:
    documents = {
        "a": plan(1, "2026-01-01", "null"),
        "b": plan(2, "2026-03-01", "2026-03-31"),
        "c": plan(3, "2026-05-01", "2026-05-31"),
    }
    with pytest.raises(ConfigurationInvalid, match=r"top/1 and top/2 .*top/1 and top/3"):
        read_plans(documents)


@pytest.mark.parametrize(
    "text",
    [
        plan(1, "2026-01-02", "null"),
        plan(1, "2026-01-01", "2026-06-29"),
        plan(1, "2026-01-01", "2025-12-31"),
        plan(1, "2026-01-01", "null", rate="0.01"),
        plan(1, "2026-01-01", "null", rate='"1.5"'),
        plan(1, "2026-01-01", "null", rate='"0.0000001"'),
        plan(1, "2026-01-01", "null", rate='"NaN"'),
        plan(1, "2026-01-01", "null", rate='"one"'),
        plan(1, "2026-01-01", "null", rule="lottery"),
        plan(1, "soon", "null"),
        "plan: [",
        "just text",
        "",
    ],
)
def test_all_that_is_wrong_with_plans_is_said_at_once_by_file(text: str) -> None:
    with pytest.raises(ConfigurationInvalid) as raised:
        read_plans({"first.yaml": text, "second.yaml": "{}"})
    assert "first.yaml" in raised.value.found
    assert "second.yaml" in raised.value.found
