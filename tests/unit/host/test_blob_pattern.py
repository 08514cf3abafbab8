"""Which blobs a blob trigger's path takes, and which paths it refuses."""

import pytest

from till.host.blob_pattern import BlobPattern


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pos_sales/standard/a.csv", {"dataset": "pos_sales", "source": "standard", "name": "a.csv"}),
        # The real host's placeholders are greedy, from the left.
        ("a/b/c/d.csv", {"dataset": "a/b", "source": "c", "name": "d.csv"}),
        ("a/b/", {"dataset": "a", "source": "b", "name": ""}),
        ("a/b/line\nbreak.csv", {"dataset": "a", "source": "b", "name": "line\nbreak.csv"}),
        ("a/b.csv", None),
        ("a.csv", None),
    ],
)
def test_placeholders_take_as_much_as_they_can(name: str, expected: dict[str, str] | None) -> None:
    assert BlobPattern.parse("landing/{dataset}/{source}/{name}").match(name) == expected


def test_literal_text_is_taken_literally() -> None:
    pattern = BlobPattern.parse("landing/in.box/{name}.csv")
    assert pattern.match("in.box/a.csv") == {"name": "a"}
    assert pattern.match("in-box/a.csv") is None
    assert pattern.match("in.box/a.csv.gz") is None


@pytest.mark.parametrize("path", ["landing", "landing/", "/a", "Landing/{name}", "{container}/{name}", "l/{a}/{a}"])
def test_a_path_without_a_plain_container_or_with_a_name_twice_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="has the path"):
        BlobPattern.parse(path)
