"""Tokens of the app's own identity for services other than storage."""

from collections.abc import Callable
from functools import cache

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ClientAuthenticationError

from jobs.contracts.errors import RunnerUnavailable

MANAGEMENT = "https://management.azure.com/.default"
DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"
SYNAPSE = "https://dev.azuresynapse.net/.default"
FABRIC = "https://api.fabric.microsoft.com/.default"


def tokens_for(scope: str) -> Callable[[], str]:
    """What gives a token for that scope when it is needed; the credential keeps it until it runs out.

    Raises RunnerUnavailable, when asked, where the identity gets none.
    """

    def token() -> str:
        try:
            return _identity().get_token(scope).token
        except ClientAuthenticationError as error:
            raise RunnerUnavailable(
                "The app's identity gets no token for the runner.",
                where=scope,
                found=type(error).__name__,
                expected="a managed identity that may use the runner",
                next_step="look at the identity of the function app and at its role on the runner",
            ) from error

    return token


@cache
def _identity() -> TokenCredential:
    from azure.identity import DefaultAzureCredential  # takes most of a second, and a local stack needs none

    return DefaultAzureCredential()
