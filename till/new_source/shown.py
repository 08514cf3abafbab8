"""What a person is told about a proposal."""

from collections.abc import Sequence

from till.check_source.checked import CheckedFile
from till.new_source.entries import Entry
from till.new_source.propose import Proposal
from till.new_source.writing import mapping_text
from till.output import say


def column_rows(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """A row per column of the contract: what feeds it, how sure that is, and why."""
    return [
        {
            "column": entry.column,
            "proposal": mapping_text(entry.mapping) if entry.mapping else "TODO",
            "sure": str(entry.sure),
            "why": entry.why,
            "candidates": ", ".join(entry.candidates),
        }
        for entry in entries
    ]


def say_doubts(proposal: Proposal) -> None:
    """Name what could not be told, or is no more than a guess."""
    if proposal.doubts:
        say("To be looked at:")
    for doubt in proposal.doubts:
        say(f"  {doubt}")


def say_trial(trial: CheckedFile) -> None:
    """Say what share of the sample's rows would land, and the first reasons why others would not."""
    if trial.landed:
        landed = trial.landed
        share = landed.loaded / landed.rows_in
        say(f"Of the sample's {landed.rows_in:,} rows {landed.loaded:,} would land ({share:.1%}).")
    if trial.refusal:
        of = trial.refusal
        say(f"The sample would be refused [{of['code']}]: {of['found']}; expected {of['expected']}.")
    for code, count in sorted(trial.reasons.by_code.items()):
        first = next((each for each in trial.reasons.violations if each["code"] == code), None)
        example = f", first in row {first['row']} {first['column']}: {first['found']!r}" if first else ""
        say(f"  {code}: {count:,}{example}")
