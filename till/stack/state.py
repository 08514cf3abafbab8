"""stack.json: what a stack knows of itself between two commands."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from jobs.contracts.errors import ConfigurationInvalid
from till.stack.azurite import HOST, StoragePorts, connection_string
from till.stack.errors import StackNotUp
from till.stack.processes import ProcessId, running

AZURITE, WARM, HOST_PROCESS = "azurite", "warm", "host"
# In the order in which they are started; they are stopped the other way round.
PROCESSES = (AZURITE, WARM, HOST_PROCESS)


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack: its folder, the engine that it was started with, its ports and its processes by name."""

    home: Path
    engine: str
    ports: StoragePorts
    warm_port: int
    processes: dict[str, ProcessId] = field(default_factory=dict)

    @property
    def connection(self) -> str:
        """The connection string of its storage."""
        return connection_string(self.ports)

    @property
    def warm_url(self) -> str:
        """Where its warm process listens."""
        return f"http://{HOST}:{self.warm_port}"

    @property
    def token_file(self) -> Path:
        """Holds the token that the warm process asks for; for the owner's eyes only."""
        return self.home / "token"

    @property
    def ready_file(self) -> Path:
        """Is there while the host serves; holds its pid."""
        return self.home / "host.ready"

    def log(self, name: str) -> Path:
        """The log of one of its processes."""
        return self.home / "logs" / f"{name}.log"

    def token(self) -> str:
        """The token itself."""
        return self.token_file.read_text(encoding="ascii").strip()

    def is_running(self, name: str) -> bool:
        """Whether that process is there."""
        return running(self.processes.get(name)) is not None

    def with_process(self, name: str, process: ProcessId | None) -> Self:
        """The stack after a process was started, or is gone."""
        others = {other: known for other, known in self.processes.items() if other != name}
        return replace(self, processes=others | ({name: process} if process else {}))

    def save(self) -> None:
        """Write stack.json, whole or not at all."""
        document = asdict(self) | {"home": str(self.home)}
        part = self.home / "stack.json.part"
        part.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        part.replace(self.home / "stack.json")


def read_stack(home: Path) -> Stack | None:
    """The stack of a folder; None where none was ever started. Raises ConfigurationInvalid for a broken stack.json."""
    file = home / "stack.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return Stack(
            home=home,
            engine=document["engine"],
            ports=StoragePorts(**document["ports"]),
            warm_port=document["warm_port"],
            processes={name: ProcessId(**known) for name, known in document["processes"].items()},
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationInvalid(
            "The stack's own file cannot be read.",
            where=str(file),
            found=f"{type(error).__name__}: {error}",
            expected="what till up wrote there",
            next_step="stop its processes by hand if there are any, delete the file, and: till up",
        ) from error


def running_stack(home: Path) -> Stack:
    """The stack of a folder with all its processes there. Raises StackNotUp naming those that are not."""
    stack = read_stack(home)
    missing = [name for name in PROCESSES if stack is None or not stack.is_running(name)]
    if stack is None or missing:
        raise StackNotUp(
            "The stack is not up.",
            where=str(home),
            found=f"not running: {', '.join(missing)}",
            expected="all of it running",
            next_step="till up",
        )
    return stack
