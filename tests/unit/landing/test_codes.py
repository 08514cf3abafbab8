"""The catalogue is whole: every code that is given stands in it, and its page says the same."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from functions.landing.violation import CATALOGUE, FILE_CODES, ROW_CODES
from till.violations_page import PAGE, page

LANDING = Path(__file__).parents[3] / "functions" / "landing"
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
GIVES_A_CODE = {"Fault", "Violation", "Odd", "FileRefused", "_Refused"}


def given_codes() -> Iterator[str]:
    """The codes that stand first in a call that makes a fault, a violation or a refusal."""
    for module in LANDING.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in GIVES_A_CODE and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                    yield str(first.value)


def test_every_code_that_landing_gives_stands_in_the_catalogue() -> None:
    given = set(given_codes())
    assert len(given) > 20
    assert given - CATALOGUE.keys() == set()


def test_no_code_is_of_a_row_and_of_a_file() -> None:
    assert ROW_CODES.keys() & FILE_CODES.keys() == set()


def test_every_code_says_what_it_means_what_to_do_and_how_it_looks() -> None:
    assert [code for code, said in CATALOGUE.items() if not (said.meaning and said.next_step and said.example)] == []


def test_the_page_of_codes_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"
