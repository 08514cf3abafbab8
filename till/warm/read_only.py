"""Tells a statement that only reads from any other, before an engine sees it."""

import re

from jobs.contracts.errors import ConfigurationInvalid

_READS = ("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC")
# What may follow the common table expressions of WITH; the first of these at the top level decides.
_AFTER_WITH = ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "FROM", "VALUES", "TABLE", "MAP", "REDUCE")
_LEFT_OUT = re.compile(
    r"""
      --[^\n]*                           # a comment to the end of the line
    | /\*.*?(?:\*/|\Z)                   # a block comment, closed or not
    | [rR]'[^']*' | [rR]"[^"]*"          # a raw string knows no escapes
    | '(?:\\.|''|[^'\\])*(?:'|\Z)
    | "(?:\\.|""|[^"\\])*(?:"|\Z)
    | `(?:``|[^`])*(?:`|\Z)              # a quoted name
    """,
    re.VERBOSE | re.DOTALL,
)


def require_read_only(statement: str) -> None:
    """Passes one SELECT, WITH ... SELECT, SHOW or DESCRIBE. Raises ConfigurationInvalid for anything else."""
    bare = _LEFT_OUT.sub(" ", statement).strip().removesuffix(";").strip()
    if ";" in bare:
        raise _refused("more than one statement")
    words = re.findall(r"[A-Za-z_]+", bare)
    first = words[0].upper() if words else ""
    if first not in _READS or not re.match(r"[A-Za-z(]", bare):
        raise _refused(first or "an empty statement")
    if first == "WITH":
        deciding = next((word for word in _top_level_words(bare) if word in _AFTER_WITH), "")
        if deciding != "SELECT":
            raise _refused(f"WITH ... {deciding}".rstrip())


def _top_level_words(bare: str) -> list[str]:
    words, depth = [], 0
    for part in re.findall(r"[A-Za-z_]\w*|[()]", bare):
        if part == "(":
            depth += 1
        elif part == ")":
            depth -= 1
        elif depth == 0:
            words.append(part.upper())
    return words


def _refused(found: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The statement is not one that only reads.",
        found=found,
        expected="a single SELECT, WITH ... SELECT, SHOW or DESCRIBE",
        next_step="tables are written by the jobs alone: till refresh",
    )
