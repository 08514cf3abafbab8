"""What the page says of rotating, replaying and restoring, done: its own commands on a stack that has been damaged."""

import json
import subprocess
import uuid
from collections.abc import Iterator

import pytest
from azure.storage.blob import BlobServiceClient

from tests.operate.pages import in_blocks
from tests.stack import STANDARD_HEADER, TillStack
from till.stack.state import running_stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SALES = STANDARD_HEADER + "7,1,Apples,2026-03-05,7,3.00,1,3.00\n,1,Pears,2026-04-06,8,2.50,2,5.00\n,1,x,never,1,1,1,1\n"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    folder = tmp_path_factory.mktemp("restore")
    started = TillStack(folder / "home")
    started.till("up")
    file = folder / f"{uuid.uuid4().hex}.csv"
    file.write_text(SALES, encoding="utf-8")
    started.drop(file)
    yield started
    started.till("down")


def lake(stack: TillStack) -> BlobServiceClient:
    return BlobServiceClient.from_connection_string(running_stack(stack.home).connection)


def deleted(stack: TillStack, layer: str, below: str = "") -> int:
    """Delete all files of a layer; how many there were."""
    container = lake(stack).get_container_client(layer)
    names = [name for name in container.list_blob_names(name_starts_with=below) if "manifests/" not in name]
    for name in names:
        container.delete_blob(name)
    return len(names)


def held(stack: TillStack) -> list[object]:
    tables = ("silver.sales", "gold.store_performance", "gold.fact_sales", "gold.sales_performance")
    return [stack.table(table) for table in tables]


def typed(stack: TillStack, section: str, only: str, **values: str) -> None:
    """Type those commands of a section's blocks that begin so, in their order."""
    chosen = [each for each in in_blocks(section) if str(each).startswith(only)]
    assert chosen, f"the page has no command {only}"
    for command in chosen:
        program, *arguments = command.with_values(**{"TILLSTREAM_HOME": str(stack.home), **values})
        if program == "till":
            stack.till(*arguments)
        else:
            subprocess.run([f"/bin/{program}", *arguments], check=True)


def test_bronze_comes_back_from_raw(stack: TillStack) -> None:
    before = held(stack)
    assert deleted(stack, "bronze", "pos_sales/") == 1
    assert deleted(stack, "quarantine") == 1
    typed(stack, "Restore", "till replay --all")
    refused = json.loads(stack.till("quarantine", "show", "--json").stdout)
    assert len(refused) == 1
    typed(stack, "Restore", "till refresh --full")
    assert held(stack) == before


def test_silver_and_gold_come_back_from_bronze(stack: TillStack) -> None:
    before = held(stack)
    assert deleted(stack, "silver") > 0
    assert deleted(stack, "gold") > 0
    stack.till("down")  # a process that has seen the tables takes them for there
    stack.till("up")
    typed(stack, "Restore", "till refresh --full")
    assert held(stack) == before
    typed(stack, "Restore", "till reconcile")


def test_a_month_of_gold_comes_back_from_silver(stack: TillStack) -> None:
    before = held(stack)
    typed(stack, "Restore", "till refresh --month", MONTH="2026-03")
    assert held(stack) == before


def test_files_are_replayed_as_the_page_says(stack: TillStack) -> None:
    before = held(stack)
    (path,) = [each["path"] for each in json.loads(stack.till("files", "--json").stdout)]
    typed(stack, "Replay", "till replay", FILE=path, SOURCE="standard")
    typed(stack, "Replay", "till quarantine ls")
    assert held(stack) == before


def test_the_token_is_another_one_after_it_was_rotated(stack: TillStack) -> None:
    before = running_stack(stack.home).token()
    typed(stack, "Rotate", "")
    assert running_stack(stack.home).token() != before
    assert stack.sql("select 1 as one") == [{"one": 1}]


def test_a_customer_is_erased_as_the_page_says(stack: TillStack) -> None:
    (command,) = [each for each in in_blocks("Erase a customer") if str(each).startswith("till erase-customer")]
    arguments = command.with_values(CUSTOMER="7", NAME="the clerk")[1:]
    assert json.loads(stack.till(*arguments, "--yes", "--json").stdout) is not None
    assert held(stack)[0]
