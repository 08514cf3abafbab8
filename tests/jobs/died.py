"""How a process dies in a test: nothing in the jobs catches it."""


class Died(Exception):
    """The process is gone."""
