"""Where a command works: the local stack, or a deployed environment; said once, before the command's own name."""

from contextvars import ContextVar

DEPLOYED = ContextVar("deployed", default=False)
