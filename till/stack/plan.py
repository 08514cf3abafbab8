"""Decides what a stack is to be before anything is started: its engine and its ports."""

from dataclasses import replace

from jobs.contracts.errors import ConfigurationInvalid
from till.settings import StackSettings
from till.stack.azurite import StoragePorts
from till.stack.ports import free_ports, holder, is_free
from till.stack.state import AZURITE, PROCESSES, WARM, Stack, read_stack

_PORTS = ("blob_port", "queue_port", "table_port", "warm_port")


def plan_stack(settings: StackSettings) -> Stack:
    """The stack as it is to run: on the ports of the settings, else on those it had, else on free ones.

    Raises ConfigurationInvalid naming the port and its holder where one is taken, and where the settings ask a
    running stack to be something else.
    """
    known = read_stack(settings.home)
    alive = [name for name in PROCESSES if known and known.is_running(name)]
    asked = {name: int(getattr(settings, name)) for name in _PORTS}
    if known and alive:
        _require_unchanged(known, settings, asked, alive)
        stack = known
    else:
        stack = _stack(settings, _choose(asked, known))
    if AZURITE not in alive:
        _require_free({"blob": stack.ports.blob, "queue": stack.ports.queue, "table": stack.ports.table})
    if WARM not in alive:
        _require_free({"warm": stack.warm_port})
    return replace(stack, processes={name: stack.processes[name] for name in alive})


def _choose(asked: dict[str, int], known: Stack | None) -> dict[str, int]:
    before = _ports(known) if known else {}
    kept = {name: asked[name] or _if_free(before.get(name, 0)) for name in _PORTS}
    # A free one may be a port that another part is to have again, which nobody holds yet.
    spare = (port for port in free_ports(2 * len(_PORTS)) if port not in kept.values())
    return {name: port or next(spare) for name, port in kept.items()}


def _if_free(port: int) -> int:
    return port if port and is_free(port) else 0


def _stack(settings: StackSettings, ports: dict[str, int]) -> Stack:
    if len(set(ports.values())) < len(ports):
        listed = ", ".join(f"{name} {port}" for name, port in ports.items())
        raise ConfigurationInvalid("Two parts of the stack would share a port.", found=listed, expected="four ports")
    storage = StoragePorts(ports["blob_port"], ports["queue_port"], ports["table_port"])
    return Stack(settings.home, settings.engine, storage, ports["warm_port"])


def _ports(stack: Stack) -> dict[str, int]:
    storage = stack.ports
    return dict(zip(_PORTS, (storage.blob, storage.queue, storage.table, stack.warm_port), strict=True))


def _require_unchanged(known: Stack, settings: StackSettings, asked: dict[str, int], alive: list[str]) -> None:
    differences = [
        f"{name} is {port}, the settings say {asked[name]}"
        for name, port in _ports(known).items()
        if asked[name] not in (0, port)
    ]
    if known.engine != settings.engine:
        differences.append(f"engine is {known.engine}, the settings say {settings.engine}")
    if differences:
        raise ConfigurationInvalid(
            "The settings changed while the stack was running.",
            where=str(settings.home),
            found="; ".join(differences) + f"; running: {', '.join(alive)}",
            expected="the settings that it was started with",
            next_step="till down, then till up",
        )


def _require_free(ports: dict[str, int]) -> None:
    taken = [f"port {port} ({name}) is held by {holder(port)}" for name, port in ports.items() if not is_free(port)]
    if taken:
        raise ConfigurationInvalid(
            "A port of the stack is taken.",
            found="; ".join(taken),
            expected="ports that nobody listens on",
            next_step="stop the holder, or set another port in settings.toml (0 takes a free one)",
        )
