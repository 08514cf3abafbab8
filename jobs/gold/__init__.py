"""The marts. Each module in this folder that holds a MART is one: adding a mart is adding a file.

A mart's definition is the docstring of its module.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from jobs.derive.node import Node


@cache
def marts() -> tuple[Node, ...]:
    """Every mart there is, in alphabetical order of its module."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(module.MART for module in modules if isinstance(getattr(module, "MART", None), Node))
