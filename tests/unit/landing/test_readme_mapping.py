"""The mapping that the README shows a newcomer is one that landing takes."""

import re
from pathlib import Path

from functions.landing.source import parse_source
from jobs.contracts.dataset import contract

README = Path(__file__).parents[3] / "README.md"


def test_the_mapping_in_the_readme_can_be_used() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    source = parse_source(text, where="README.md", name="acme_pos")
    assert source.mapping(contract("pos_sales")).dialect.delimiter == ";"
