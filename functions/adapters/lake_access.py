"""How delta-rs and the embedded engine reach the lake where a person runs them: as the app's own blob client does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azure.core.credentials import TokenCredential

from functions.adapters.clients import lake_blobs
from functions.settings import Settings

_SCOPE = "https://storage.azure.com/.default"


def delta_access(settings: Settings) -> Mapping[str, str]:
    """The storage options for 'az://<file system>/<table>'; with an identity they hold for as long as its token."""
    client = lake_blobs(settings)
    access = {"account_name": str(client.account_name), "endpoint": client.url.rstrip("/")}
    credential: Any = client.credential
    if isinstance(credential, TokenCredential):
        return {**access, "bearer_token": credential.get_token(_SCOPE).token}
    return {**access, "account_key": credential.account_key, "allow_http": "true"}


@dataclass(frozen=True, slots=True)
class EngineAccess:
    """The lake as jobs.tables.Lake takes it, and the environment by which the embedded engine gets in."""

    root: str
    environment: Mapping[str, str] = field(repr=False)


def engine_access(settings: Settings) -> EngineAccess:
    """The access of an engine in this process; with an identity it holds for as long as its token."""
    access = delta_access(settings)
    named = {
        "endpoint": "AZURE_STORAGE_ENDPOINT",
        "bearer_token": "AZURE_STORAGE_TOKEN",
        "account_key": "AZURE_STORAGE_ACCOUNT_KEY",
        "allow_http": "AZURE_STORAGE_ALLOW_HTTP",
    }
    root = f"abfs://{{file_system}}@{access['account_name']}.dfs.core.windows.net"
    return EngineAccess(root, {variable: access[name] for name, variable in named.items() if name in access})
