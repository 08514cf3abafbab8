"""How the outcomes of a check are shown: as JSON Lines for programs, as a table with the first reasons for people."""

import json
import sys
from collections.abc import Iterable

from jobs.contracts.paths import printable
from till.check_source.checked import CheckedFile
from till.check_source.terms import Terms
from till.output import plain, say, show

_MOST_REASONS = 20


def say_unchecked(terms: Terms) -> None:
    """Name once what of the contract is not held to the files."""
    late = [column.name for column in terms.contract.columns if column.days_after_drop is not None]
    if late and terms.dropped_on is None:
        say(f"not checked: that {', '.join(late)} is not after the drop (give --dropped-on yyyy-mm-dd)")
    for rule in terms.unchecked:
        say(f"not checked: {rule}")


def object_lines(outcomes: Iterable[CheckedFile]) -> set[str]:
    """Print an object per file as soon as it is checked; the states that occurred.

    ASCII, so that no reader takes a line separator in a text for the end of a line.
    """
    states = set()
    for outcome in outcomes:
        sys.stdout.write(json.dumps(plain(outcome.as_object())) + "\n")
        sys.stdout.flush()
        states.add(outcome.state)
    return states


def show_table(outcomes: Iterable[CheckedFile]) -> set[str]:
    """Print a row per file, the first reasons on stderr; the states that occurred."""
    rows, reasons, states = list[dict[str, object]](), list[str](), set[str]()
    for outcome in outcomes:
        states.add(outcome.state)
        rows.append(_row(outcome))
        if len(reasons) < _MOST_REASONS:
            reasons += _reasons(outcome)
    show(rows, title="What landing would do")
    for reason in reasons[:_MOST_REASONS]:
        say(reason)
    if len(reasons) > _MOST_REASONS:
        say("These are the first reasons; --json gives them all.")
    return states


def _row(outcome: CheckedFile) -> dict[str, object]:
    found = outcome.as_object()
    totals = outcome.landed.total_cost if outcome.landed else None
    by_code = ", ".join(f"{code} {count}" for code, count in sorted(outcome.reasons.by_code.items()))
    return {
        "file": found["file"],
        "state": found["state"],
        "rows_in": found["rows_in"],
        "loaded": found["loaded"],
        "quarantined": found["quarantined"],
        "total_cost": totals,
        "reasons": outcome.refusal["code"] if outcome.refusal else by_code,
    }


def _reasons(outcome: CheckedFile) -> list[str]:
    name = printable(outcome.file)
    lines = []
    if outcome.refusal:
        of = outcome.refusal
        lines.append(f"{name}: {of['code']}: {of['what']} found: {of['found']}; expected: {of['expected']}")
    for each in outcome.reasons.violations[:_MOST_REASONS]:
        column = f" {each['column']}" if each["column"] else ""
        lines.append(
            f"{name}: row {each['row']}{column}: {each['code']}: found: {each['found']!r}; expected: {each['expected']}"
        )
    return lines
