"""How delta-rs reaches the lake: as the app's own blob client does, for programs that read tables without an engine."""

from collections.abc import Mapping
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
