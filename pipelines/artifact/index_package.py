"""`python -m pipelines.artifact.index_package ZIP`: the functions that the package holds, one name a line.

The package is unpacked and indexed by Microsoft's own worker library, in a process that sees the package, that library
and nothing else: what the package lacks is missing here as it would be in Azure.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from pipelines.artifact.function_package import PACKAGES, REPOSITORY

# What the platform brings: the worker library, and a host that drives it.
_BROUGHT = ("azure_functions_runtime", "cronsim")
# The app settings on which it depends which functions there are.
_AS_IN_AZURE = {"TILLSTREAM_BLOB_EVENTS": "EventGrid"}
_INDEX = """
import asyncio, pathlib, sys
from till.host.worker import Worker

async def names(app):
    return sorted(function.name for function in await Worker(1, asyncio.Event()).index(app))

print(*asyncio.run(names(pathlib.Path(sys.argv[1]))), sep="\\n")
"""


def main() -> None:
    """Print the functions; fails where the package cannot be indexed."""
    with tempfile.TemporaryDirectory() as folder:
        app = unpacked(Path(sys.argv[1]), Path(folder) / "app")
        index, told = command(app, _INDEX, str(app)), {**os.environ, **_AS_IN_AZURE}
        done = subprocess.run(index, check=True, stdout=subprocess.PIPE, text=True, env=told)
    sys.stdout.write(done.stdout)


def unpacked(package: Path, app: Path) -> Path:
    """The app's folder as the platform has it, and beside it what the platform brings."""
    with zipfile.ZipFile(package) as content:
        content.extractall(app)
    platform = app.parent / "platform"
    platform.mkdir()
    for name in _BROUGHT:
        spec = find_spec(name)
        place = Path(spec.origin or "").parent if spec else Path()
        (platform / name).symlink_to(place)
    (platform / "till").symlink_to(REPOSITORY / "till")
    return app


def command(app: Path, program: str, *arguments: str) -> list[str]:
    """A Python that runs the program with the app, its packages and the platform, and without any of our own."""
    paths = [str(app), str(app / PACKAGES), str(app.parent / "platform")]
    return [sys.executable, "-I", "-S", "-c", f"import sys\nsys.path[:0] = {paths!r}\n{program}", *arguments]


if __name__ == "__main__":
    main()
