"""Turns the SDK's failures that mean "storage is away" into StorageUnavailable; conditions that were not met pass."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import (
    ClientAuthenticationError,
    DeserializationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from requests.exceptions import RequestException

from jobs.contracts.errors import FileArchived, StorageUnavailable

_SERVER_FAULT = 500
_ARCHIVED = ("BlobArchived", "BlobBeingRehydrated")
BROKEN_OFF = "an answer that breaks off"


@contextmanager
def storage_failures(where: str) -> Iterator[None]:
    """Raises StorageUnavailable where the account does not answer, refuses the caller, or fails inside.

    And FileArchived for a file that nobody can read before it has been brought back.
    """
    try:
        yield
    except (ServiceRequestError, ServiceResponseError) as error:
        raise unavailable(where, "no answer") from error
    except (RequestException, DeserializationError) as error:  # the SDK lets them through, a transaction's above all
        raise unavailable(where, BROKEN_OFF) from error
    except ClientAuthenticationError as error:
        raise unavailable(where, "the account refuses these credentials") from error
    except HttpResponseError as error:
        if error.status_code is None:  # so says a download whose answers broke off, once it has given up
            raise unavailable(where, BROKEN_OFF) from error
        if getattr(error, "error_code", "") in _ARCHIVED:
            raise _archived(where) from error
        if error.status_code < _SERVER_FAULT:
            raise
        raise unavailable(where, f"HTTP {error.status_code}") from error


def unavailable(where: str, found: str) -> StorageUnavailable:
    """The account did not do what it was asked for; where says for what, found what it did instead."""
    return StorageUnavailable(
        "The storage account cannot be reached.",
        where=where,
        found=found,
        expected="an account that answers",
        next_step="locally: till status, then till up; in Azure: check network rules and role assignments",
    )


def _archived(where: str) -> FileArchived:
    return FileArchived(
        "A file is in the archive tier.",
        where=where,
        found="an archived blob, or one on its way back",
        expected="one in the hot or cool tier",
        next_step="az storage blob set-tier --tier Hot, which takes hours; then the same again",
    )
