"""Identity alone, on the narrowest scope: held on the resources as they are put up."""

import json
import re
from uuid import NAMESPACE_URL, uuid5

import pytest

from tests.infra.bicep_deployment import Deployment
from tests.infra.bicep_functions import GROUP
from tests.infra.bicep_syntax import read
from tests.infra.environments import CHOICES, INFRA, PARAMETERS, bicep_files, put_up

EVERYWHERE = [pytest.param(path.stem, choice, id=f"{path.stem}: {choice}") for path in PARAMETERS for choice in CHOICES]
EACH = pytest.mark.parametrize(("name", "choice"), EVERYWHERE)
ACCOUNTS = "Microsoft.Storage/storageAccounts"
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
# A principal's roles by where: the end of the scope's id, and the role as infra/roles.json names it.
OF_THE_APP = {
    ("containers/landing", "StorageBlobDataReader"),
    ("containers/raw", "StorageBlobDataContributor"),
    ("containers/bronze", "StorageBlobDataContributor"),
    ("containers/quarantine", "StorageBlobDataContributor"),
    ("containers/app-packages", "StorageBlobDataContributor"),
    ("containers/azure-webjobs-hosts", "StorageBlobDataOwner"),
    ("containers/azure-webjobs-secrets", "StorageBlobDataOwner"),
    ("queues/landing-events", "StorageQueueDataContributor"),
    ("queues/landing-events-poison", "StorageQueueDataContributor"),
    ("queues/transform-requests", "StorageQueueDataContributor"),
    ("queues/transform-requests-poison", "StorageQueueDataContributor"),
    ("queues/transform-results", "StorageQueueDataContributor"),
    ("queues/transform-results-poison", "StorageQueueDataContributor"),
    ("queues/webjobs-blobtrigger-poison", "StorageQueueDataContributor"),
    ("tables/ledger", "StorageTableDataContributor"),
    ("components/", "MonitoringMetricsPublisher"),
    ("jobs/", "ContainerAppsJobsOperator"),
}
OF_THE_JOBS = {
    ("containers/bronze", "StorageBlobDataContributor"),
    ("containers/silver", "StorageBlobDataContributor"),
    ("containers/gold", "StorageBlobDataContributor"),
    ("containers/reports", "StorageBlobDataContributor"),
    ("registries/", "AcrPull"),
}
OF_THE_TOPIC = {
    ("queues/landing-events", "StorageQueueDataMessageSender"),
    ("containers/event-dead-letters", "StorageBlobDataContributor"),
}


def roles_of(environment: Deployment, principal: str) -> set[tuple[str, str]]:
    """A principal's roles; principal is a part of the text that stands for its id."""
    names = {guid: name for name, guid in json.loads((INFRA / "roles.json").read_text(encoding="utf-8")).items()}
    found = set()
    for each in environment.of(ASSIGNMENTS):
        if principal in each.properties["principalId"]:
            scope = each.id.split("/providers/Microsoft.Authorization/")[0]
            kind, name = scope.split("/")[-2:]
            kept = name if kind in ("containers", "queues", "tables") else ""
            found.add((f"{kind}/{kept}", names[each.properties["roleDefinitionId"].rpartition("/")[2]]))
    return found


@EACH
def test_storage_opens_for_identities_alone(name: str, choice: str) -> None:
    accounts = put_up(name, choice).of(ACCOUNTS)
    assert len(accounts) == 2
    for account in accounts:
        told = account.properties
        assert told["allowSharedKeyAccess"] is False
        assert told["defaultToOAuthAuthentication"] is True
        assert told["allowBlobPublicAccess"] is False
        assert told["isLocalUserEnabled"] is False
        assert (told["minimumTlsVersion"], told["supportsHttpsTrafficOnly"]) == ("TLS1_2", True)
    containers = put_up(name, choice).of(f"{ACCOUNTS}/blobServices/containers")
    assert {each.properties["publicAccess"] for each in containers} == {"None"}


@EACH
def test_each_role_is_on_one_thing_under_a_name_that_follows_from_it(name: str, choice: str) -> None:
    for each in put_up(name, choice).of(ASSIGNMENTS):
        scope, _, _ = each.id.partition("/providers/Microsoft.Authorization/")
        assert scope.count("/providers/") == 1, "a resource, and neither the group nor the subscription"
        assert not scope.endswith(GROUP)
        assert not re.fullmatch(rf"{GROUP}/providers/{ACCOUNTS}/\w+", scope), "a container, a queue or a table"
        told = each.properties
        role = told["roleDefinitionId"].rpartition("/")[2]
        assert each.name == str(uuid5(NAMESPACE_URL, f"{scope}|{told['principalId']}|{role}"))


@EACH
def test_each_principal_may_do_what_it_has_to_and_no_more(name: str, choice: str) -> None:
    environment = put_up(name, choice)
    has_job = bool(environment.of("Microsoft.App/jobs"))
    has_registry = bool(environment.of("Microsoft.ContainerRegistry/registries"))
    of_the_app = {role for role in OF_THE_APP if has_job or role[0] != "jobs/"}
    of_the_jobs = {role for role in OF_THE_JOBS if has_registry or role[0] != "registries/"}
    assert roles_of(environment, " id-app-") == of_the_app
    assert roles_of(environment, " id-jobs-") == of_the_jobs
    assert roles_of(environment, "systemTopics") == OF_THE_TOPIC
    assert of_the_app & of_the_jobs == {("containers/bronze", "StorageBlobDataContributor")}


def test_operators_have_roles_where_their_group_is_named() -> None:
    group = CHOICES["container"]["operatorsGroupId"]
    environment = put_up("prod")
    written = {where for where, role in roles_of(environment, group) if role.endswith("Contributor")}
    assert written == {
        *(f"containers/{each}" for each in ("landing", "raw", "bronze", "quarantine")),
        *("queues/transform-requests", "queues/transform-results", "tables/ledger"),
    }
    read_only = {where for where, role in roles_of(environment, group) if role == "StorageBlobDataReader"}
    assert read_only == {"containers/silver", "containers/gold", "containers/reports"}
    assert roles_of(put_up("prod", "databricks"), group) == set()


def test_nothing_hands_out_a_key() -> None:
    for path in bicep_files():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\blist\w*\s*\(|getSecret|AccountKey|SharedAccessSignature|@secure", text, re.IGNORECASE)
        wary = {name for name in read(path).outputs if re.search("key|secret|password|connection", name, re.IGNORECASE)}
        allowed = {"observability": {"insightsConnectionString"}, "vault": {"storageKeyName"}}
        assert wary <= allowed.get(path.stem, set()), path.name


@EACH
def test_telemetry_and_registry_take_no_keys_either(name: str, choice: str) -> None:
    environment = put_up(name, choice)
    (insights,) = environment.of("Microsoft.Insights/components")
    (workspace,) = environment.of("Microsoft.OperationalInsights/workspaces")
    assert insights.properties["DisableLocalAuth"] is True
    assert workspace.properties["features"]["disableLocalAuth"] is True
    for registry in environment.of("Microsoft.ContainerRegistry/registries"):
        assert registry.properties["adminUserEnabled"] is False
        assert registry.properties["anonymousPullEnabled"] is False
    passwords = environment.of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    assert {each.name: each.properties["allow"] for each in passwords} == {"ftp": False, "scm": False}
