"""What waits in a running stack, in sentences for an operator."""

from functions.ledger.runs import RunStatus
from functions.ledger.story import poison_entries
from till.operator import Operator
from till.stack.state import Stack


def what_waits(stack: Stack) -> list[str]:
    """Sentences on the active run, what waits for one, what is held back and what was given up."""
    operator = Operator.at(stack)
    active = operator.runs.active()
    waiting, held = len(operator.pending.lines()), operator.pending.held()
    poisoned = list(poison_entries(operator.rows, operator.partitions))
    lines = [f"Active run: {active.run_id}, {active.files} files" if active else "No run is active."]
    lines.append(f"{waiting} files wait for a run.")
    if held:
        failed = [run for run in operator.runs.all() if run.status == RunStatus.FAILED]
        because = f" ({failed[-1].error.splitlines()[0]})" if failed and failed[-1].error else ""
        lines.append(f"{held} files are held back since their run failed{because}. Try them again: till refresh")
    if poisoned:
        lines.append(f"{len(poisoned)} messages were given up after their tries: till files --state poisoned")
    return lines
