"""The table that a person means by a name."""

from difflib import get_close_matches

from jobs.contracts.errors import UnknownTable
from jobs.derive.definition import Definition, definitions


def chosen_definition(name: str) -> Definition:
    """The definition of the table of that name, with or without its schema. Raises UnknownTable with like names."""
    for said in definitions():
        if name.lower() in (said.name, str(said)):
            return said
    known = [said.name for said in definitions()]
    alike = get_close_matches(name.lower().rpartition(".")[2], known)
    raise UnknownTable(
        "There is no definition of such a table.",
        found=name,
        expected="one of " + ", ".join(alike or known),
        next_step="till marts ls --all lists them",
    )
