"""`python -m pipelines.artifact.function_package`: the function app as the zip that Flex Consumption runs as it is.

The packages that the app needs lie in it under .python_packages/lib/site-packages, so that nothing is installed, and
nothing is chosen anew, where it runs. Equal sources give an equal zip: names are sorted and times left out.
"""

import argparse
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.artifact.locked import group, part_of

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = Path(".python_packages") / "lib" / "site-packages"
# Flex Consumption runs Linux on x86-64; wheels only, since what is built from source would fit the builder's machine.
_PLATFORM = ("--python-platform", "x86_64-manylinux_2_28", "--python-version", "3.13", "--only-binary", ":all:")
_SOURCES = (
    "function_app.py",
    "host.json",
    "functions/**/*",
    "jobs/__init__.py",
    "jobs/contracts/**/*",
    "sources/*.yaml",
)
_NOT_RUN = ("__pycache__", "Dockerfile", "image.sh")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Make a folder as the app's, and the zip of it beside the folder."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.artifact.function_package")
    parser.add_argument("--uv", required=True, help="the uv that installs the packages")
    parser.add_argument("--folder", type=Path, required=True, help="where the app is put together; emptied first")
    parser.add_argument("--zip", type=Path, required=True, help="the package")
    arguments = parser.parse_args()
    put_together(arguments.folder, arguments.uv)
    pack(arguments.folder, arguments.zip)
    sys.stdout.write(f"{arguments.zip}: {arguments.zip.stat().st_size / 1e6:.0f} MB\n")


def put_together(folder: Path, uv: str) -> None:
    """The app's own files and its packages, in the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for source in sorted(app_files()):
        target = folder / source.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    requirements = folder / "requirements.txt"
    requirements.write_text(part_of(lock, group(REPOSITORY / "pyproject.toml", "functions")), encoding="utf-8")
    install = [uv, "pip", "install", "--quiet", "--target", str(folder / PACKAGES), *_PLATFORM]
    # What the interpreter compiles on the spot would make each package another one.
    subprocess.run([*install, "--no-compile-bytecode", "--no-deps", "--require-hashes", "-r", requirements], check=True)
    shutil.rmtree(folder / PACKAGES / "bin", ignore_errors=True)
    (folder / PACKAGES / ".lock").unlink(missing_ok=True)


def app_files() -> Iterator[Path]:
    """The files of the app that run."""
    for pattern in _SOURCES:
        for path in REPOSITORY.glob(pattern):
            if path.is_file() and not any(part in _NOT_RUN for part in path.parts):
                yield path


def pack(folder: Path, target: Path) -> None:
    """The folder as a zip that depends on names and contents alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EARLIEST)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as content, package.open(entry, "w") as written:
                shutil.copyfileobj(content, written)


if __name__ == "__main__":
    main()
