"""What several marts are summed from, kept in silver so that a batch adds its days and no mart goes back to the lines.

Each module in this folder that holds an AGGREGATE is one: adding an aggregate is adding a file.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from jobs.derive.node import Node


@cache
def aggregates() -> tuple[Node, ...]:
    """Every aggregate there is, in alphabetical order of its module."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(module.AGGREGATE for module in modules if isinstance(getattr(module, "AGGREGATE", None), Node))
