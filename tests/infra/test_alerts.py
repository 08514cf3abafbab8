"""Alerts and the workbook ask for lines that the functions log, by the names under which they log them."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from functions.ledger.entries import FileState
from jobs.contracts.errors import BooksDoNotBalance
from tests.infra.bicep_deployment import Deployment
from tests.infra.environments import INFRA, put_up
from till.settings import REPOSITORY

QUERIES = sorted((INFRA / "queries").glob("*.kql"))
ASKED_FOR = {"poisoned-message", "missing-file", "batch-failed", "reconciliation-difference", "drop-to-gold-p95"}
EVERY_QUERY = pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
_LEVELS = ("info", "warning", "error")


@cache
def logged() -> dict[str, set[str]]:
    """The events that functions/ logs, and the fields of each."""
    found: dict[str, set[str]] = {}
    for path in (REPOSITORY / "functions").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _LEVELS:
                fields = {keyword.arg for keyword in call.keywords if keyword.arg}
                for event in _events(call.args[0]) if call.args else []:
                    found.setdefault(event, set()).update(fields)
    return found


def _events(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    # f"file_{done.state}": one event for each state that a file can end in
    return [f"file_{state.value}" for state in FileState] if isinstance(argument, ast.JoinedStr) else []


def code_of(query: Path) -> str:
    """The query without its comments."""
    return "\n".join(line for line in query.read_text(encoding="utf-8").splitlines() if not line.startswith("//"))


def events_of(query: Path) -> set[str]:
    text = code_of(query)
    one = re.findall(r"event\)? == '(\w+)'", text)
    several = [each for group in re.findall(r"event\)? in \(([^)]*)\)", text) for each in re.findall(r"'(\w+)'", group)]
    return {*one, *several}


def rules(environment: Deployment) -> dict[str, dict[str, object]]:
    found = environment.of("Microsoft.Insights/scheduledQueryRules")
    return {each.name.partition("-till-")[0]: each.properties for each in found}


@EVERY_QUERY
def test_each_event_in_a_query_is_one_that_the_code_logs(query: Path) -> None:
    assert events_of(query)
    assert events_of(query) <= set(logged())


@EVERY_QUERY
def test_each_field_in_a_query_is_one_that_the_event_has(query: Path) -> None:
    asked = set(re.findall(r"\bline\.(\w+)", code_of(query))) - {"event"}
    for event in events_of(query):
        if len(events_of(query)) == 1:
            assert asked <= logged()[event]
    assert asked <= set().union(*(logged()[event] for event in events_of(query)))


def test_there_is_an_alert_for_each_thing_that_somebody_has_to_know() -> None:
    told = rules(put_up("prod"))
    assert set(told) >= ASKED_FOR
    for name, rule in told.items():
        (asked,) = rule["criteria"]["allOf"]  # type: ignore[index]
        assert asked["query"] == (INFRA / "queries" / f"{name}.kql").read_text(encoding="utf-8")
        assert rule["enabled"] is True
        assert rule["actions"]["actionGroups"]  # type: ignore[index]
        assert asked["query"].startswith("// "), "the description says what it means and what mends it"


def test_an_alert_says_what_mends_it_by_a_command_that_there_is() -> None:
    from typer.main import get_command

    from till.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name in ASKED_FOR - {"drop-to-gold-p95"}:
        head = (INFRA / "queries" / f"{name}.kql").read_text(encoding="utf-8").splitlines()[0]
        named = re.findall(r"till ([a-z-]+)", head)
        assert named
        assert set(named) <= set(commands)


def test_a_difference_is_told_by_the_code_of_its_error() -> None:
    assert f"'{BooksDoNotBalance.code}'" in code_of(INFRA / "queries" / "reconciliation-difference.kql")


def test_waits_are_measured_by_the_95th_percentile_against_the_environments_limit() -> None:
    (asked,) = rules(put_up("prod"))["drop-to-gold-p95"]["criteria"]["allOf"]  # type: ignore[index]
    assert re.search(r"Seconds = percentile\(tolong\(wait\), 95\)", asked["query"])
    assert (asked["metricMeasureColumn"], asked["operator"], asked["threshold"]) == ("Seconds", "GreaterThan", 300)


def test_the_silence_of_the_app_is_told_before_its_queues_are_full() -> None:
    (asked,) = rules(put_up("prod"))["app-silent"]["criteria"]["allOf"]  # type: ignore[index]
    assert (asked["timeAggregation"], asked["operator"], asked["threshold"]) == ("Count", "LessThan", 1)


def test_the_workbook_is_a_page_of_the_same_queries() -> None:
    (workbook,) = put_up("prod").of("Microsoft.Insights/workbooks")
    page = json.loads(workbook.properties["serializedData"])
    assert page["version"] == "Notebook/1.0"
    texts = {path.read_text(encoding="utf-8") for path in QUERIES}
    shown = [item["content"]["query"] for item in page["items"]]
    assert set(shown) <= texts
    assert len(shown) == len(set(shown)) == 7


def test_no_query_lies_about_unused() -> None:
    used = {
        name for path in (INFRA / "modules").glob("*.bicep") for name in re.findall(r"/([\w-]+)\.kql", path.read_text())
    }
    assert used == {path.stem for path in QUERIES}
