"""A customer is erased on a real stack: searched for in every byte of storage, with every figure as before."""

import gzip
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import BlobServiceClient

from functions.erasing.person import Person
from functions.ledger.erasures import ErasureEntry
from tests.erasing.search import found_in
from tests.stack import STANDARD_HEADER, TillStack
from till.operator import Operator
from till.stack.state import running_stack

HEADER = "customer_id,first_name,last_name,address,pincode,phone_number,customer_joining_date,region,email\n"
pytestmark = pytest.mark.timeout(900)
# Words that stand nowhere else; the phone number's last digits are shown in gold.
ZOLTAN = ("Zoltanka", "Quibbleworth", "17 Xylophone Row", "QX9 7ZZ", "+44 7700 900817", "zq@quibble.example")
ROW = "4017,Zoltanka,Quibbleworth,17 Xylophone Row,QX9 7ZZ,+44 7700 900817,2024-02-03,North,zq@quibble.example\n"
ANNA = "4018,Annabelle,Stays,3 Long Lane,AB1 2CD,+44 7700 900818,2024-02-04,South,anna@stays.example\n"
# Refused: a joining date before 1990. The second is of the one who is erased, and in a row that no reader takes apart.
BAD = "4019,Bartholomew,Broken,1 End,AB1,+44 1,1890-01-01,East,b@b.example\n"
BAD_OWN = "4017,Zoltanka,Quibbleworth,17 Xylophone Row,QX9 7ZZ,+44 7700 900817,1890-01-01,North,zq@quibble.example\n"
TORN = '4017,Zoltanka,"Quibbleworth" x,17 Xylophone Row,QX9 7ZZ\n'


def sale(customer: str, total: str, day: str = "2026-03-05") -> str:
    return f"{customer},1,Apples,{day},7,{total},1,{total}\n"


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{uuid.uuid4().hex[:8]}-{name}"
    content = text.encode()
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return file


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    started = TillStack(tmp_path_factory.mktemp("erasing") / "home")
    started.till("up")
    yield started
    started.till("down")


def storage(stack: TillStack) -> BlobServiceClient:
    return BlobServiceClient.from_connection_string(running_stack(stack.home).connection)


def figures(stack: TillStack) -> list[object]:
    """What must be as before: all of it worked out by SQL over what gold and silver hold."""
    return [
        stack.sql("select count(*) as n, sum(net_sales) as net, count(distinct customer_id) as c from silver.sales"),
        stack.sql("select customer_id, total_sales from gold.customer_data_mart order by 1, 2"),
        stack.sql("select store_id, sales_month, net_sales, customers from gold.store_performance order by 1, 2"),
        stack.sql("select customer_id, full_name, phone_number from gold.dim_customer where customer_id = 4018"),
        stack.sql("select extras from silver.customer where customer_id = 4018"),
        json.loads(stack.till("reconcile", "--json", expect=None).stdout),
    ]


def landed(stack: TillStack, path: str) -> dict[str, object]:
    files = json.loads(stack.till("files", "--json").stdout)
    (entry,) = [each for each in files if each["path"].endswith("/" + path)]
    return {name: entry[name] for name in ("rows_in", "loaded", "quarantined", "duplicate")}


def test_nothing_tells_who_the_customer_is_and_every_figure_stays(stack: TillStack, tmp_path: Path) -> None:
    first = write(tmp_path, "customers.csv", HEADER + ROW + ANNA + BAD + BAD_OWN + TORN)
    copy = tmp_path / f"{first.name}-again.csv"
    copy.write_bytes(first.read_bytes())
    packed = write(tmp_path, "packed.csv.gz", HEADER + ROW.replace("North", "West"))
    again = write(tmp_path, "again.csv", HEADER + ROW)
    no_names = write(tmp_path, "no-names.csv", "customer_id,address\n4017,17 Xylophone Row\n")
    sales = STANDARD_HEADER + sale("4017", "10.00") + sale("4017", "5.50", "2026-04-01") + sale("4018", "2.00")
    of_customers = [(file, "customer", "standard") for file in (packed, again, no_names)]
    stack.drop_together((first, "customer", "standard"), (write(tmp_path, "sales.csv", sales), "pos_sales", "standard"))
    lost = write(tmp_path, "lost.csv", HEADER + ROW)
    stack.drop_together((copy, "customer", "standard"), (lost, "costumer", "standard"), *of_customers)
    again.write_text(HEADER + ANNA)  # supersedes what the path held
    stack.drop(again, dataset="customer")
    before, books = figures(stack), landed(stack, first.name)
    assert all(found_in(storage(stack), *ZOLTAN).values())

    told = json.loads(stack.till("erase-customer", "4017", "--by", "the clerk", "--yes", "--json").stdout)

    assert found_in(storage(stack), *ZOLTAN) == {word: [] for word in ZOLTAN}
    assert figures(stack) == before
    assert landed(stack, first.name) == books == {"rows_in": 5, "loaded": 2, "quarantined": 3, "duplicate": 0}
    counts = {row["place"]: row["count"] for row in told}
    assert (counts["files"], counts["rows"]) == (5, 3)
    assert min(counts["raw"], counts["bronze"], counts["quarantine"], counts["landing"]) >= 1
    assert found_in(storage(stack), "Annabelle", "Bartholomew")["Annabelle"]

    stack.till("replay", "--dataset", "customer", "--wait", expect=None)
    stack.till("refresh", "--full")
    assert found_in(storage(stack), *ZOLTAN) == {word: [] for word in ZOLTAN}
    assert figures(stack) == before


def test_it_is_entered_who_asked_and_not_who_was_erased(stack: TillStack) -> None:
    stack.till("erase-customer", "4017", "--by", "somebody else", "--yes")
    row = Operator.at(running_stack(stack.home)).rows.get("erasures", f"erasure:{Person('4017').digest}")
    entry = ErasureEntry.of(row)
    assert entry is not None
    assert entry.asked_by == "the clerk"
    assert entry.done_at is not None
    assert entry.asked_at < entry.done_at
    assert entry.counts is not None
    assert entry.counts["files"] == 5
    assert "4017" not in json.dumps([entry.person, entry.asked_by, entry.counts])
    log = "".join(file.read_text() for file in (stack.home / "logs").glob("*.log"))
    assert "Zoltanka" not in log


def test_asked_back_and_answered_no_nothing_happens(stack: TillStack, tmp_path: Path) -> None:
    stack.drop(write(tmp_path, "kept.csv", HEADER + ANNA.replace("4018", "4020")), dataset="customer")
    refused = stack.program("erase-customer", "4020", "--by", "the clerk", expect=None)
    assert refused.returncode == 1
    assert stack.sql("select first_name from silver.customer where customer_id = 4020") == [{"first_name": "Annabelle"}]
