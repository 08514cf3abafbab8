"""The canary as the pipeline flies it, by the same file: against the local stack, and by identity alone as in Azure."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.identity.conftest import KeylessWorld
from tests.pipelines.conftest import run_step
from tests.stack import STANDARD_HEADER, TillStack
from till.canary import file
from till.settings import REPOSITORY
from till.stack.storage import prepare_storage_of

TILL = Path(sys.executable).with_name("till")
REAL = STANDARD_HEADER + "1,61,Tea,2026-03-01,7,10.05,1,10.05\n2,61,Rug,2026-04-01,7,20.00,2,40.00\n"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    """A stack of its own: whether totals are as before can be seen where nobody else changes them."""
    folder = tmp_path_factory.mktemp("smoke")
    started = TillStack(folder / "home")
    started.till("up")
    (folder / "real.csv").write_text(REAL, encoding="utf-8")
    started.drop(folder / "real.csv")
    yield started
    started.till("down")


def smoke(stack, mark):
    done = run_step("smoke.sh", TILLSTREAM_HOME=stack.home, TILL=TILL, MARK=mark, PATIENCE_SECONDS=200, OUTPUTS="")
    return done.returncode, done.stdout + done.stderr


def totals(stack):
    figures = "sum(net_sales) as net, sum(orders) as orders"
    return stack.sql(f"select sales_month, {figures} from gold.store_performance group by 1 order by 1")


def canarys(stack):
    (row,) = stack.sql("select count(*) as n, sum(subtotal) as net from gold.fact_sales where store_id = 999999")
    return row["n"], row["net"]


def test_a_canary_and_one_that_was_left_behind_leave_everything_as_it_was(stack, tmp_path):
    before = totals(stack)
    assert [(row["sales_month"], row["net"]) for row in before] == [("2026-03", "10.05"), ("2026-04", "40.00")]
    left = tmp_path / "canary.csv"
    left.write_bytes(file.sent("left"))
    (entry,) = stack.drop(left, source="canary")
    assert entry["path"] == file.PATH
    assert canarys(stack) == (2, "3.75")
    code, said = smoke(stack, "one")
    assert code == 0, said
    assert said.count(" ok ") == 3 + 8
    assert "2 of 3.75" in said
    assert totals(stack) == before
    assert canarys(stack) == (0, None)
    stack.till("reconcile")


@pytest.mark.slow
def test_a_canary_that_is_changed_on_its_way_is_found(stack, monkeypatch):
    monkeypatch.setattr(file, "sent", lambda mark: file.taken_out(mark + "-changed"))
    done = stack.till("canary", "--mark", "three", "--patience", "200", "--json", expect=1)
    verdicts = {row["check"]: (row["found"], row["verdict"]) for row in json.loads(done.stdout)}
    assert verdicts["sent: lines in gold"] == ("0 of 0.00", "wrong")


@pytest.mark.slow
def test_what_others_land_meanwhile_is_no_difference_and_what_nobody_landed_is(stack, tmp_path):
    from functions.clock import utc_now
    from functions.settings import Settings
    from till.accounts import Accounts
    from till.canary.flight import Flight
    from till.canary.gold import GoldFiles, MonthTotals
    from till.progress import progress
    from till.stack.state import running_stack

    connection = running_stack(stack.home).connection
    where = Settings(lake_connection=connection, ops_connection=connection)
    with progress("Looking") as shown:
        flight = Flight(Accounts.of(where), GoldFiles(where), shown, 100)
        began, before = utc_now(), flight.gold.months()
        assert before["2026-03"] == MonthTotals(Decimal("10.05"), Decimal("1.000"), 1)
        other = tmp_path / "other.csv"
        other.write_text(STANDARD_HEADER + "3,62,Tea,2026-05-01,7,1.00,1,1.00\n", encoding="utf-8")
        stack.drop(other)
        moved = flight._moved_by_others(began)
        assert moved == {"2026-05"}
        assert flight._totals("now", before, moved).ok
        assert flight._totals("now", before, frozenset()).found == "other in 2026-05"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The command line as the artifact brings it: its wheel, and what is locked for it."""
    artifact, folder = tmp_path / "artifact", tmp_path / "till"
    for name in ("build-wheels.sh", "write-provenance.sh"):
        assert run_step(name, artifact).returncode == 0
    done = run_step("install-till.sh", folder, root=artifact)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run_step("verify-artifact.sh", root=artifact).returncode == 0
    packages = subprocess.run([folder / "bin" / "pip", "list"], capture_output=True, text=True, check=True)
    assert "pyspark" not in packages.stdout
    return folder / "bin" / "till"


@pytest.mark.slow
@pytest.mark.timeout(900)  # packages come from a registry, by pip, as they do on an agent
def test_the_artifacts_own_command_line_flies_it_by_identity_alone(
    keyless: KeylessWorld, installed, tmp_path, monkeypatch
):
    addresses = {
        "lakeBlobUri": keyless.address(keyless.ports.blob),
        "opsQueueUri": keyless.address(keyless.ports.queue),
        "opsTableUri": keyless.address(keyless.ports.table),
    }
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({name: {"value": address} for name, address in addresses.items()}), encoding="utf-8")
    # An agent has an identity and trusts Azure's certificates; it is told no address but by the outputs.
    told = {name: value for name, value in keyless.environment.items() if "ServiceUri" not in name}
    for name, value in told.items():
        if name not in ("PYTHONPATH", "HOME"):
            monkeypatch.setenv(name, value)
    prepare_storage_of(addresses["lakeBlobUri"], addresses["opsQueueUri"], addresses["opsTableUri"])
    keyless.start_app()
    done = run_step("smoke.sh", OUTPUTS=outputs, TILL=installed, MARK="two", PATIENCE_SECONDS=200)
    assert done.returncode == 0, done.stdout + done.stderr + keyless.logs()
    assert "2 of 3.75" in done.stdout
    assert "AccountKey" not in json.dumps(dict(os.environ)), "a key was within reach"


def test_a_flight_that_is_told_nowhere_says_what_is_missing(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LAKE", "AzureWebJobs"))}
    command = [TILL, "--deployed", "canary"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 2
    assert "LAKE__blobServiceUri" in done.stderr
