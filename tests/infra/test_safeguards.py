"""What an environment switches on, keeps and tells: network, keys of its own, locks, logs, tags, a budget."""

import json
import re

import pytest

from tests.infra.bicep_values import Resource
from tests.infra.environments import CHOICES, INFRA, PARAMETERS, put_up

EVERYWHERE = [pytest.param(path.stem, choice, id=f"{path.stem}: {choice}") for path in PARAMETERS for choice in CHOICES]
EACH = pytest.mark.parametrize(("name", "choice"), EVERYWHERE)
ACCOUNTS = "Microsoft.Storage/storageAccounts"
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"


@pytest.mark.parametrize("name", ["test", "prod"])
@pytest.mark.parametrize("choice", ["container", "databricks"])
def test_in_a_private_network_nothing_that_holds_data_answers_the_internet(name: str, choice: str) -> None:
    environment = put_up(name, choice)
    for account in environment.of(ACCOUNTS):
        assert account.properties["publicNetworkAccess"] == "Disabled"
        assert account.properties["networkAcls"]["defaultAction"] == "Deny"
    (vault,) = environment.of("Microsoft.KeyVault/vaults")
    assert vault.properties["publicNetworkAccess"] == "Disabled"
    (app,) = environment.of("Microsoft.Web/sites")
    assert app.properties["virtualNetworkSubnetId"].endswith("/subnets/functions")
    reached = set()
    for endpoint in environment.of("Microsoft.Network/privateEndpoints"):
        (link,) = endpoint.properties["privateLinkServiceConnections"]
        (service,) = link["properties"]["groupIds"]
        target = link["properties"]["privateLinkServiceId"]
        assert any(each.id == target for each in environment.deployed), target
        reached.add((target.split("/")[-1][:8], service))
    expected = {("tilllake", "blob"), ("tilllake", "dfs"), ("kv-till-"[:8], "vault")}
    expected |= {(f"tillops{name}"[:8], service) for service in ("blob", "queue", "table")}
    expected |= {(f"tillacr{name}"[:8], "registry")} if choice == "container" else set()
    assert reached == expected
    zones = {each.name for each in environment.of("Microsoft.Network/privateDnsZones")}
    found = environment.of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    named = {each.properties["privateDnsZoneConfigs"][0]["properties"]["privateDnsZoneId"] for each in found}
    assert {each.rpartition("/")[2] for each in named} <= zones


@EACH
def test_stores_that_may_come_in_from_outside_are_named_by_address(name: str, choice: str) -> None:
    for account in put_up(name, choice).of(ACCOUNTS):
        rules = account.properties["networkAcls"].get("ipRules", [])
        assert [rule["value"] for rule in rules] == (
            CHOICES[choice].get("allowedIpRanges", []) if "tilllake" in account.id else []
        )
        if rules:
            told = account.properties
            assert (told["publicNetworkAccess"], told["networkAcls"]["defaultAction"]) == ("Enabled", "Deny")


def test_a_key_of_ones_own_is_there_where_it_is_wanted() -> None:
    environment = put_up("prod")
    (key,) = environment.of("Microsoft.KeyVault/vaults/keys")
    for account in environment.of(ACCOUNTS):
        told = account.properties["encryption"]
        assert (told["keySource"], told["keyvaultproperties"]["keyname"]) == ("Microsoft.Keyvault", key.name)
        assert told["identity"]["userAssignedIdentity"] in account.body["identity"]["userAssignedIdentities"]
    (reads,) = [each for each in environment.of("Microsoft.Authorization/roleAssignments") if "/keys/" in each.id]
    assert " id-encryption-" in reads.properties["principalId"]
    role = json.loads((INFRA / "roles.json").read_text(encoding="utf-8"))["KeyVaultCryptoServiceEncryptionUser"]
    assert reads.properties["roleDefinitionId"].endswith(role)
    assert put_up("dev").of("Microsoft.KeyVault/vaults/keys") == []
    sources = {each.properties["encryption"]["keySource"] for each in put_up("dev").of(ACCOUNTS)}
    assert sources == {"Microsoft.Storage"}


@EACH
def test_what_is_deleted_can_be_brought_back(name: str, choice: str) -> None:
    environment = put_up(name, choice)
    for service in environment.of(f"{ACCOUNTS}/blobServices"):
        told = service.properties
        assert told["deleteRetentionPolicy"]["enabled"] is True
        assert told["containerDeleteRetentionPolicy"]["enabled"] is True
        # With a hierarchical namespace there are no versions.
        assert told.get("isVersioningEnabled", False) is ("tillops" in service.id)
    (vault,) = environment.of("Microsoft.KeyVault/vaults")
    assert (vault.properties["enableSoftDelete"], vault.properties["enablePurgeProtection"]) == (True, True)


def test_raw_grows_cold_and_refused_rows_go_after_90_days() -> None:
    policies = put_up("prod").of(f"{ACCOUNTS}/managementPolicies")
    (lake,) = [each for each in policies if "tilllake" in each.id]
    rules = {each["name"]: each["definition"] for each in lake.properties["policy"]["rules"]}
    raw, quarantine = rules["raw-grows-cold"], rules["refused-rows-go"]
    assert raw["filters"]["prefixMatch"] == ["raw/"]
    days = {name: each["daysAfterModificationGreaterThan"] for name, each in raw["actions"]["baseBlob"].items()}
    assert days == {"tierToCool": 30, "tierToArchive": 180}
    assert quarantine["filters"]["prefixMatch"] == ["quarantine/"]
    assert quarantine["actions"]["baseBlob"] == {"delete": {"daysAfterModificationGreaterThan": 90}}
    for name in ("dev", "test", "prod"):
        copies = {account.body["sku"]["name"] for account in put_up(name).of(ACCOUNTS)}
        assert copies <= {"Standard_LRS", "Standard_GRS"}, "copies by zone cannot be archived"


def test_prod_cannot_be_deleted_by_a_slip() -> None:
    assert put_up("dev").of("Microsoft.Authorization/locks") == []
    environment = put_up("prod")
    locks = environment.of("Microsoft.Authorization/locks")
    assert {each.properties["level"] for each in locks} == {"CanNotDelete"}
    locked = {each.id.partition("/providers/Microsoft.Authorization/")[0] for each in locks}
    holding = [*environment.of(ACCOUNTS), *environment.of("Microsoft.KeyVault/vaults")]
    assert locked == {each.id for each in holding}


@EACH
def test_whoever_touches_data_is_logged(name: str, choice: str) -> None:
    environment = put_up(name, choice)
    (workspace,) = environment.of("Microsoft.OperationalInsights/workspaces")
    settings = environment.of("Microsoft.Insights/diagnosticSettings")
    assert {each.properties["workspaceId"] for each in settings} == {workspace.id}
    logged = {each.id.partition("/providers/Microsoft.Insights/")[0] for each in settings}
    wanted = [
        *environment.of(f"{ACCOUNTS}/blobServices"),
        *environment.of(f"{ACCOUNTS}/queueServices"),
        *environment.of(f"{ACCOUNTS}/tableServices"),
        *environment.of("Microsoft.KeyVault/vaults"),
        *environment.of("Microsoft.Web/sites"),
        *environment.of("Microsoft.EventGrid/systemTopics"),
        *environment.of("Microsoft.App/managedEnvironments"),
        *environment.of("Microsoft.Databricks/workspaces"),
    ]
    assert logged == {each.id for each in wanted}


@EACH
def test_every_resource_that_can_have_tags_has_them(name: str, choice: str) -> None:
    for each in put_up(name, choice).deployed:
        if "location" in each.body:
            assert each.body["tags"] == {"system": "tillstream", "environment": name}, each.id


@EACH
def test_a_budget_tells_somebody(name: str, choice: str) -> None:
    (budget,) = put_up(name, choice).of("Microsoft.Consumption/budgets")
    told = budget.properties
    assert (told["timeGrain"], told["timePeriod"]["startDate"][-3:]) == ("Monthly", "-01")
    assert told["amount"] > 0
    assert all(each["contactEmails"] for each in told["notifications"].values())


@EACH
def test_names_are_as_azure_wants_them(name: str, choice: str) -> None:
    limits = {
        ACCOUNTS: r"[a-z0-9]{3,24}",
        "Microsoft.KeyVault/vaults": r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        "Microsoft.ContainerRegistry/registries": r"[a-zA-Z0-9]{5,50}",
        "Microsoft.App/jobs": r"[a-z][a-z0-9-]{0,30}[a-z0-9]",
        "Microsoft.App/managedEnvironments": r"[a-z][a-z0-9-]{0,30}[a-z0-9]",
        "Microsoft.Web/sites": r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]",
    }
    checked: list[Resource] = [each for each in put_up(name, choice).deployed if each.type in limits]
    assert [each.id for each in checked if not re.fullmatch(limits[each.type], each.name)] == []
    assert len({each.type for each in checked}) >= 3
