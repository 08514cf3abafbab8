"""Azurite, the storage emulator: how it is started, and how others reach it."""

import re
from dataclasses import dataclass
from pathlib import Path

from jobs.contracts.errors import ConfigurationInvalid
from till.node_parts.node import find_node
from till.settings import REPOSITORY

ACCOUNT = "devstoreaccount1"
# Azurite's published key, the same everywhere: no secret.
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
HOST = "127.0.0.1"
_SCRIPT = REPOSITORY / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
# Longer than any pause of a client, so that a connection is not closed under a request.
_KEEP_ALIVE_SECONDS = "300"


@dataclass(frozen=True, slots=True)
class StoragePorts:
    """Where Azurite listens."""

    blob: int
    queue: int
    table: int


def connection_string(ports: StoragePorts) -> str:
    """What the SDKs reach this Azurite by."""
    endpoints = (("Blob", ports.blob), ("Queue", ports.queue), ("Table", ports.table))
    listed = "".join(f"{service}Endpoint=http://{HOST}:{port}/{ACCOUNT};" for service, port in endpoints)
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};{listed}"


def azurite_command(location: Path, ports: StoragePorts) -> list[str]:
    """The command that serves the data in a folder.

    Never with --inMemoryPersistence, whose memory grows into gigabytes. Raises ConfigurationInvalid where Node or
    Azurite is missing.
    """
    if not _SCRIPT.is_file():
        raise ConfigurationInvalid(
            "Azurite is not installed.",
            found=f"no {_SCRIPT}",
            expected="the version that package-lock.json names",
            next_step="make setup",
        )
    command = [
        str(find_node().program),
        str(_SCRIPT),
        "--location",
        str(location),
        "--skipApiVersionCheck",
        "--disableTelemetry",
    ]
    for service in ("blob", "queue", "table"):
        command += [f"--{service}Host", HOST, f"--{service}Port", str(getattr(ports, service))]
        command += [f"--{service}KeepAliveTimeout", _KEEP_ALIVE_SECONDS]
    return [*command, "--silent"]


def azurite_version() -> str:
    """The version of the installed Azurite; '' where there is none."""
    manifest = _SCRIPT.parents[2] / "package.json"
    if not manifest.is_file():
        return ""
    match = re.search(r'"version"\s*:\s*"([^"]+)"', manifest.read_text(encoding="utf-8"))
    return match.group(1) if match else ""
