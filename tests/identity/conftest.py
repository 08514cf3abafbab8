"""Storage that knows no account key: Azurite behind https, with tokens of an identity as the only way in."""

import base64
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.identity.local_identity import TokenIssuer, make_certificate
from till.settings import REPOSITORY
from till.stack.azurite import ACCOUNT, HOST, StoragePorts, azurite_command
from till.stack.environment import LAKE_ROOT
from till.stack.ports import free_ports, is_answered

_START_SECONDS = 60
_NEVER = "0 0 0 1 1 *"


@dataclass
class KeylessWorld:
    """An Azurite, its issuer of tokens, and the app's processes, which are told addresses and nothing else."""

    folder: Path
    issuer: TokenIssuer
    certificate: Path
    ports: StoragePorts
    warm_port: int
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What Azure, and the test in its place, tells a process: no key, no connection string."""
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(REPOSITORY)}
        trusted = {"REQUESTS_CA_BUNDLE": str(self.certificate), "SSL_CERT_FILE": str(self.certificate)}
        services = {
            "LAKE__blobServiceUri": self.address(self.ports.blob),
            "AzureWebJobsStorage__blobServiceUri": self.address(self.ports.blob),
            "AzureWebJobsStorage__queueServiceUri": self.address(self.ports.queue),
            "AzureWebJobsStorage__tableServiceUri": self.address(self.ports.table),
        }
        return {**own, **trusted, **services, **self.issuer.environment}

    def address(self, port: int) -> str:
        return f"https://{HOST}:{port}/{ACCOUNT}"

    def start(self, name: str, command: list[str], **environment: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            told = {**self.environment, **environment}
            process = subprocess.Popen(command, env=told, stdout=log, stderr=log, cwd=self.folder)
        self.processes.append(process)
        return process

    def start_app(self) -> None:
        """The functions under the local host, and the warm job process that they hand their runs to."""
        (self.folder / "token").write_text(secrets.token_urlsafe(16), encoding="ascii")
        schedules = ("INCENTIVE", "SWEEP", "COMPLETENESS", "UPKEEP")
        self.start(
            "warm",
            [
                *(sys.executable, "-m", "till.warm", "--engine", "embedded", "--lake", LAKE_ROOT),
                *("--port", str(self.warm_port), "--token-file", "token"),
            ],
            AZURE_STORAGE_ENDPOINT=self.address(self.ports.blob),
            RUST_LOG="warn",
        )
        self.start(
            "host",
            [sys.executable, "-m", "till.host", "--app", str(REPOSITORY), "--ready-file", "ready"],
            TILLSTREAM_RUNNER_URL=f"http://{HOST}:{self.warm_port}",
            TILLSTREAM_RUNNER_TOKEN_FILE="token",
            **{f"TILLSTREAM_{name}_SCHEDULE": _NEVER for name in schedules},
        )
        self.until(lambda: (self.folder / "ready").exists() and is_answered(self.warm_port))

    def warm(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """What the warm process answers."""
        connection = HTTPConnection(HOST, self.warm_port, timeout=60)
        token = (self.folder / "token").read_text(encoding="ascii")
        connection.request(method, path, json.dumps(body), {"Authorization": f"Bearer {token}"})
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def till(self, *arguments: str, expect: int = 0) -> "subprocess.CompletedProcess[str]":
        """A command of an operator who has an identity and no key."""
        command = [sys.executable, "-c", "from till.cli import main; main()", "--deployed", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == expect, done.stdout + done.stderr
        return done

    def until[T](self, condition: Callable[[], T], limit: float = _START_SECONDS) -> T:
        """The first true value of the condition; fails with the logs after the limit, or where a process has ended."""
        end = time.monotonic() + limit
        while not (value := condition()):
            ended = [process.args for process in self.processes if process.poll() is not None]
            assert not ended, f"{ended}\n{self.logs()}"
            assert time.monotonic() < end, self.logs()
            time.sleep(0.05)
        return value

    def logs(self) -> str:
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def keyless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeylessWorld]:
    folder = tmp_path_factory.mktemp("keyless")
    certificate, key = make_certificate(folder)
    *ports, warm_port = free_ports(4)
    world = KeylessWorld(folder, TokenIssuer(), certificate, StoragePorts(*ports), warm_port)
    # A key that nobody is told, in place of the published one: what gets in has come by a token.
    unknown = base64.b64encode(secrets.token_bytes(64)).decode()
    command = azurite_command(folder / "data", world.ports)
    command += ["--oauth", "basic", "--cert", str(certificate), "--key", str(key)]
    (folder / "data").mkdir()
    world.start("azurite", command, AZURITE_ACCOUNTS=f"{ACCOUNT}:{unknown}")
    try:
        world.until(lambda: all(is_answered(port) for port in ports))
        yield world
    finally:
        world.stop()
        world.issuer.shutdown()
