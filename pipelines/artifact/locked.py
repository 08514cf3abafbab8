"""`python -m pipelines.artifact.locked GROUP`: what a group of pyproject.toml needs, as requirements.lock has it.

Nothing is resolved anew. The lock says after each package by which others it came ("via"): read the other way round,
that is what each package needs.
"""

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

_PACKAGE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==")
_VIA = re.compile(r"^ {4}#(?: via)? +([A-Za-z0-9][A-Za-z0-9._-]*)")
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


class NotLocked(Exception):
    """Raised when a group names a package that the lock does not hold; names all of them."""


def group(pyproject: Path, name: str) -> frozenset[str]:
    """The names of the packages in a dependency group, those of the groups that it includes among them."""
    groups = tomllib.loads(pyproject.read_text(encoding="utf-8"))["dependency-groups"]
    return frozenset(_members(groups, name))


def part_of(lock: str, roots: Iterable[str]) -> str:
    """The lock's entries of these packages and of all that they need, in the lock's order, without its remarks.

    Raises NotLocked.
    """
    entries, needs = _entries(lock), _needs(lock)
    wanted, todo = set[str](), {_normal(root) for root in roots}
    if missing := sorted(todo - entries.keys()):
        raise NotLocked(f"not in the lock: {', '.join(missing)}")
    while todo:
        wanted |= todo
        todo = {need for name in todo for need in needs[name]} - wanted
    return "".join(text for name, text in entries.items() if name in wanted)


def _members(groups: Mapping[str, list[str | dict[str, str]]], name: str) -> Iterable[str]:
    for member in groups[name]:
        if isinstance(member, dict):
            yield from _members(groups, member["include-group"])
        else:
            yield _normal(_NAME.findall(member)[0])


def _entries(lock: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if start := _PACKAGE.match(line):
            name = _normal(start.group(1))
            found[name] = ""
        if name and not line.lstrip().startswith("#"):
            found[name] += line
    return found


def _needs(lock: str) -> Mapping[str, set[str]]:
    needs: defaultdict[str, set[str]] = defaultdict(set)
    name = ""
    for line in lock.splitlines():
        if start := _PACKAGE.match(line):
            name = _normal(start.group(1))
        elif (via := _VIA.match(line)) and line.strip() != "# via":
            needs[_normal(via.group(1))].add(name)
    return needs


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Print the part of requirements.lock that a group of pyproject.toml needs."""
    repository = Path(__file__).resolve().parents[2]
    lock = (repository / "requirements.lock").read_text(encoding="utf-8")
    sys.stdout.write(part_of(lock, group(repository / "pyproject.toml", sys.argv[1])))


if __name__ == "__main__":
    main()
