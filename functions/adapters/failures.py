"""Turns the SDK's failures that mean "storage is away" into StorageUnavailable; conditions that were not met pass."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from jobs.contracts.errors import StorageUnavailable

_SERVER_FAULT = 500


@contextmanager
def storage_failures(where: str) -> Iterator[None]:
    """Raises StorageUnavailable where the account does not answer, refuses the caller, or fails inside."""
    try:
        yield
    except (ServiceRequestError, ServiceResponseError) as error:
        raise _unavailable(where, "no answer") from error
    except ClientAuthenticationError as error:
        raise _unavailable(where, "the account refuses these credentials") from error
    except HttpResponseError as error:
        if (error.status_code or 0) < _SERVER_FAULT:
            raise
        raise _unavailable(where, f"HTTP {error.status_code}") from error


def _unavailable(where: str, found: str) -> StorageUnavailable:
    return StorageUnavailable(
        "The storage account cannot be reached.",
        where=where,
        found=found,
        expected="an account that answers",
        next_step="locally: till status, then till up; in Azure: check network rules and role assignments",
    )
