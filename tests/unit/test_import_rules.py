"""Storage and identity are reached through functions.adapters alone, wherever an import may stand in a module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARDED = ("azure.storage", "azure.data", "azure.identity")
MODULES = sorted(
    path
    for folder in ("functions", "jobs", "till")
    for path in (ROOT / folder).rglob("*.py")
    if "functions/adapters" not in path.as_posix()
)


def imported(tree: ast.AST) -> Iterator[str]:
    """The names of modules that are imported when the code runs; what only the type checker reads is left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from imported(node)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_outside_the_adapters_reaches_for_storage(path: Path) -> None:
    names = list(imported(ast.parse(path.read_text(encoding="utf-8"))))
    assert [name for name in names if name.startswith(GUARDED)] == []


def test_the_rule_sees_an_import_inside_a_function() -> None:
    tree = ast.parse("def f():\n    from azure.storage.blob import BlobClient")
    assert list(imported(tree)) == ["azure.storage.blob"]
