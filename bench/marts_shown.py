"""Tables for people, as all parts of the marts' benchmarks print them."""

from collections.abc import Iterable, Sequence

from rich.table import Table


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table without lines: the first column to the left, the others to the right."""
    made = Table(title=title, box=None)
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if place else "left")
    for row in rows:
        made.add_row(*row)
    return made
