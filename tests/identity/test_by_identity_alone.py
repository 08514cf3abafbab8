"""The whole way of a file with no account key anywhere: what Azure's managed identities ask of the code."""

import io
import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service, table_service
from functions.adapters.rows import RowStore
from functions.ledger.entries import FileEntry, FileState
from functions.ledger.story import last_seen
from jobs.contracts.errors import StorageUnavailable
from jobs.contracts.names import LANDING
from tests.identity.conftest import KeylessWorld
from till.stack.azurite import ACCOUNT, ACCOUNT_KEY, HOST
from till.stack.storage import prepare_storage_of

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
FILE = (
    HEADER + "11,1,Apples,2026-03-01,7,1.25,2,2.50\n12,1,Pears,2026-03-02,7,4.00,1,4.00\n,1,Plums,2026-03-03,7,x,1,1\n"
)


@pytest.fixture
def identity(keyless: KeylessWorld, monkeypatch: pytest.MonkeyPatch) -> KeylessWorld:
    """The world, and this process with its identity too."""
    for name, value in keyless.environment.items():
        if name.startswith(("IDENTITY_", "AZURE_", "REQUESTS_")):
            monkeypatch.setenv(name, value)
    return keyless


def test_a_file_goes_from_landing_to_gold_by_tokens_alone(identity: KeylessWorld) -> None:
    blobs, tables = identity.address(identity.ports.blob), identity.address(identity.ports.table)
    prepare_storage_of(blobs, identity.address(identity.ports.queue), tables)
    identity.start_app()
    told = " ".join(identity.environment.values())
    assert "AccountKey" not in told
    assert ACCOUNT_KEY not in told

    path = "pos_sales/standard/keyless.csv"
    etag = BlobStore(blob_service(blobs)).put(LANDING, path, io.BytesIO(FILE.encode()))
    rows = RowStore(table_service(tables))

    def transformed() -> FileEntry | None:
        entry = last_seen(rows, "pos_sales", path, etag)
        return entry if entry and entry.state == FileState.TRANSFORMED else None

    entry = identity.until(transformed, limit=120)
    assert (entry.rows_in, entry.loaded, entry.quarantined, entry.total_cost) == (3, 2, 1, "6.50")
    answer = identity.warm("POST", "/sql", {"query": "select sum(net_sales) as net from gold.store_performance"})
    assert answer["rows"] == [["6.50"]], answer

    run_id = "upkeep-by-identity"
    identity.warm("POST", "/runs", {"run_id": run_id, "kind": "upkeep"})
    ended = identity.until(lambda: (run := identity.warm("GET", f"/runs/{run_id}"))["state"] != "running" and run)
    assert ended == {"state": "succeeded", "error": ""}

    agents = {agent.partition("/")[0] for _, _, agent in identity.issuer.asked}
    assert agents >= {"azsdk-python-identity", "object_store"}
    assert {(resource, client) for resource, client, _ in identity.issuer.asked} == {
        ("https://storage.azure.com", identity.issuer.environment["AZURE_CLIENT_ID"])
    }


def test_an_operator_works_with_a_deployed_environment_by_identity(identity: KeylessWorld) -> None:
    path = "pos_sales/standard/keyless.csv"
    shown = json.loads(identity.till("files", "--path", path, "--json").stdout)
    assert [(each["path"], each["state"], each["loaded"]) for each in shown] == [(path, "transformed", 2)]
    assert "1 files were checked again: 0 changed" in identity.till("replay", "--path", path).stderr
    counted = identity.till("sql", "select sum(net_sales) as net from gold.store_performance", "--json")
    assert json.loads(counted.stdout) == [{"net": "6.50"}]
    assert identity.till("reconcile").stderr == "Files: agrees 1. Months: agrees 8.\n"
    waiting = identity.till("status", "--json")
    assert waiting.stderr == "No run is active.\n0 files wait for a run.\n"
    assert [(each["active_run"], each["held_back"]) for each in json.loads(waiting.stdout)] == [("", 0)]
    refused = identity.till("sql", "select x from gold.nothing", expect=2)
    assert "show tables in gold" in refused.stderr


def test_a_token_for_something_else_lets_nobody_in(identity: KeylessWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity.issuer, "audience", "https://vault.azure.net")
    with pytest.raises(StorageUnavailable) as refused:
        BlobStore(blob_service(identity.address(identity.ports.blob))).facts(LANDING, "any")
    assert refused.value.found == "the account refuses these credentials"


def test_without_an_identity_nothing_is_reached(identity: KeylessWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_HEADER", "a guess")
    with pytest.raises(StorageUnavailable):
        BlobStore(blob_service(identity.address(identity.ports.blob))).facts(LANDING, "any")


@pytest.mark.parametrize("service", ["Blob", "Queue", "Table"])
def test_the_published_key_of_the_emulator_opens_nothing(identity: KeylessWorld, service: str) -> None:
    port = getattr(identity.ports, service.lower())
    connection = (
        f"DefaultEndpointsProtocol=https;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
        f"{service}Endpoint=https://{HOST}:{port}/{ACCOUNT};"
    )
    listed: dict[str, Callable[[], object]] = {
        "Blob": lambda: list(blob_service(connection).list_containers()),
        "Queue": lambda: queue_service(connection).get_queue_client(f"q{uuid4().hex}").create_queue(),
        "Table": lambda: list(table_service(connection).list_tables()),
    }
    with pytest.raises((ClientAuthenticationError, HttpResponseError)) as refused:
        listed[service]()
    assert refused.value.status_code in (400, 403)
