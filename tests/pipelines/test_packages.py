"""What the packages are made of and how: the group that the functions need, its part of the lock, and the packing."""

import ast
import os
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from pipelines.artifact.function_package import pack
from pipelines.artifact.locked import NotLocked, part_of
from till.settings import REPOSITORY

FUNCTIONS = (REPOSITORY / "functions", REPOSITORY / "jobs" / "contracts", REPOSITORY / "function_app.py")
# Loaded by nobody's name: the zone database, where the system has none.
BY_NO_NAME = {"tzdata"}
# Each has the namespace azure to itself below these.
AZURE = {
    "azure.core": "azure-core",
    "azure.data.tables": "azure-data-tables",
    "azure.functions": "azure-functions",
    "azure.identity": "azure-identity",
    "azure.storage.blob": "azure-storage-blob",
    "azure.storage.queue": "azure-storage-queue",
    "azurefunctions.extensions.bindings.blob": "azurefunctions-extensions-bindings-blob",
}
# pandas is loaded where it is there, for a faster start of the local stack.
WHERE_IT_IS_THERE = {"pandas"}


def imported(*places: Path) -> Iterator[str]:
    """The modules that the code names in its imports."""
    for file in (file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


@cache
def distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())


def distribution(module: str) -> str:
    for namespace, name in AZURE.items():
        if module == namespace or module.startswith(f"{namespace}."):
            return name
    return distributions()[module.partition(".")[0]][0].lower().replace("_", "-")


def test_the_group_of_packages_is_what_the_functions_import():
    ours = {*sys.stdlib_module_names, "functions", "jobs"}
    needed = {distribution(name) for name in imported(*FUNCTIONS) if name.partition(".")[0] not in ours}
    groups = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert set(groups["functions"]) == needed - WHERE_IT_IS_THERE | BY_NO_NAME


def test_equal_folders_give_equal_packages(tmp_path):
    for name, order in (("one", ("a", "b")), ("two", ("b", "a"))):
        for file in order:
            (tmp_path / name / "x").mkdir(parents=True, exist_ok=True)
            (tmp_path / name / "x" / file).write_text(file, encoding="utf-8")
            os.utime(tmp_path / name / "x" / file, (0, 1_000_000_000 if name == "one" else 1_700_000_000))
        pack(tmp_path / name, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_part_of_the_lock_is_what_a_package_needs_and_all_of_that():
    lock = (
        "a==1 \\\n    --hash=sha256:1\n    # via\n    #   -r x\n    #   tillstream (pyproject.toml)\n"
        "b_c==2 ; sys_platform == 'linux' \\\n    --hash=sha256:2\n    # via a\n"
        "d[e]==3 \\\n    --hash=sha256:3\n    # via\n    #   b-c\n    #   z\n"
        "z==4 \\\n    --hash=sha256:4\n    # via tillstream (pyproject.toml)\n"
    )
    assert part_of(lock, ["A"]) == (
        "a==1 \\\n    --hash=sha256:1\n"
        "b_c==2 ; sys_platform == 'linux' \\\n    --hash=sha256:2\n"
        "d[e]==3 \\\n    --hash=sha256:3\n"
    )
    with pytest.raises(NotLocked, match="gone"):
        part_of(lock, ["a", "gone"])
