"""What waits in a stack or a deployed environment."""

from dataclasses import dataclass

from functions.ledger.runs import RunStatus
from functions.ledger.story import poison_entries
from till.operator import Operator


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a run or for a person.

    active_run   the id of the run that is under way, or empty
    in_run       the files that it has taken
    waiting      files that wait for a run
    held_back    files whose run failed in all its tries
    because      why the last such run failed
    given_up     messages that failed in all their tries
    """

    active_run: str
    in_run: int
    waiting: int
    held_back: int
    because: str
    given_up: int

    def sentences(self) -> list[str]:
        """The same for an operator, with what to do next."""
        lines = [f"Active run: {self.active_run}, {self.in_run} files" if self.active_run else "No run is active."]
        lines.append(f"{self.waiting} files wait for a run.")
        if self.held_back:
            because = f" ({self.because})" if self.because else ""
            lines.append(
                f"{self.held_back} files are held back since their run failed{because}. Try them again: till refresh"
            )
        if self.given_up:
            lines.append(f"{self.given_up} messages were given up after their tries: till files --state poisoned")
        return lines


def what_waits(operator: Operator) -> Waiting:
    """What waits where the operator works, now."""
    active = operator.runs.active()
    held = operator.pending.held()
    failed = [run.error for run in operator.runs.all() if run.status == RunStatus.FAILED] if held else []
    return Waiting(
        active_run=active.run_id if active else "",
        in_run=active.files if active else 0,
        waiting=len(operator.pending.lines()),
        held_back=held,
        because=failed[-1].splitlines()[0] if failed and failed[-1] else "",
        given_up=len(list(poison_entries(operator.rows, operator.partitions))),
    )
