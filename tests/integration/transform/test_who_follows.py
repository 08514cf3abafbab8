"""What a person's command that follows files is told when their run is given up; on a real ledger."""

import pytest

from functions.ledger.runs import RunStatus
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.errors import RunFailed
from tests.conftest import Azurite
from tests.integration.desk import landing_desk
from tests.integration.ledger.conftest import NOON, Book
from tests.integration.transform.conftest import ScriptedRunner
from till.accounts import Accounts
from till.dropping import complain_if_held


def test_it_is_told_why_and_not_before_the_run_is_entered_as_failed(
    desk: Desk, book: Book, runner: ScriptedRunner, azurite: Azurite
) -> None:
    queues = landing_desk(azurite).queues
    accounts = Accounts(blobs=desk.blobs, rows=book.rows, pending=desk.pending, runs=desk.runs, queues=queues)
    book.drop("a", "x", 1)
    advance(desk)
    (request,) = runner.started
    desk.pending.hold(book.pending.lines(), request.run_id)
    complain_if_held(accounts)
    desk.runs.finish(request.run_id, RunStatus.FAILED, NOON, "no room", {})
    with pytest.raises(RunFailed, match="no room"):
        complain_if_held(accounts)
