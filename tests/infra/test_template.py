"""The templates hold together: what Bicep's compiler would refuse, and what a reader needs."""

from pathlib import Path

import pytest

from tests.infra.bicep_deployment import deployment
from tests.infra.bicep_expressions import Node
from tests.infra.bicep_syntax import Declaration, File, read
from tests.infra.bicep_tokens import NotBicep
from tests.infra.environments import CHOICES, INFRA, PARAMETERS, bicep_files

FILES = pytest.mark.parametrize("path", bicep_files(), ids=lambda path: path.stem)


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("parameters", PARAMETERS, ids=lambda path: path.stem)
def test_each_environment_can_be_worked_out(parameters: Path, choice: str) -> None:
    put_up = deployment(parameters, **CHOICES[choice])
    assert all(put_up.outputs()[name] for name in ("functionAppName", "lakeBlobUri", "opsQueueUri", "opsTableUri"))
    ids = [each.id.lower() for each in put_up.deployed]
    assert sorted({each for each in ids if ids.count(each) > 1}) == []


def test_the_three_environments_are_there() -> None:
    assert [path.stem for path in PARAMETERS] == ["dev", "prod", "test"]
    for path in PARAMETERS:
        (said,) = [each for name, each in read(path).symbols.items() if name == "environmentName"]
        assert said.value is not None
        assert said.value.parts == (path.stem,)


@FILES
def test_every_parameter_and_output_says_what_it_is(path: Path) -> None:
    file = read(path)
    told = [each for each in [*file.symbols.values(), *file.outputs.values()] if each.kind in ("param", "output")]
    assert [each.name for each in told if not _description(each)] == []


@FILES
def test_every_name_is_declared_and_every_declaration_is_used(path: Path) -> None:
    file = read(path)
    used = _names(file)
    assert used <= set(file.symbols)
    idle = {name for name, each in file.symbols.items() if each.kind in ("param", "var") or each.existing} - used
    assert idle == set()


def test_every_module_is_used() -> None:
    used = {
        (path.parent / each.type).resolve()
        for path in bicep_files()
        for each in read(path).symbols.values()
        if each.kind == "module"
    }
    assert used == {path.resolve() for path in (INFRA / "modules").glob("*.bicep")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("var one = two\n", "two is not declared"),
        ("param one string\n", "one is not given"),
        ("param one int = 'one'\n", "one is a int"),
        ("@allowed([\n  1\n  2\n])\nparam one int = 3\n", "one may not be 3"),
        ("var one = two\nvar two = one\n", "hangs on itself"),
        ("module one 'other.bicep' = {\n  name: 'one'\n  params: {\n    all: 1\n  }\n}\n", "has no parameters ['all']"),
        ("module one 'other.bicep' = {\n  name: 'one'\n}\n", "given is not given"),
        (
            "module one 'other.bicep' = {\n  name: 'one'\n  params: {\n    given: 'a'\n  }\n}\n"
            "var two = one.outputs.no\n",
            "has no output no",
        ),
        (
            "module one 'other.bicep' = {\n  name: 'one'\n  params: {\n    given: 'a'\n  }\n}\n"
            "var many = [\n  one.outputs.id\n]\nvar two = [for each in many: each]\n",
            "known only later",
        ),
        (
            "resource one 'Microsoft.Web/sites@2025-03-01' = if (false) {\n  name: 'a'\n}\n"
            "var two = one.properties.x\n",
            "is not deployed",
        ),
        ("var one = listKeys('a', 'b')\n", "there is no function listKeys"),
    ],
)
def test_mistakes_are_found(text: str, told: str, tmp_path: Path) -> None:
    account = "resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {\n  name: given\n}\n"
    (tmp_path / "other.bicep").write_text(f"param given string\n{account}output id string = account.properties.id\n")
    (tmp_path / "main.bicep").write_text(text)
    (tmp_path / "some.bicepparam").write_text("using 'main.bicep'\n")
    with pytest.raises(NotBicep) as mistake:
        deployment(tmp_path / "some.bicepparam")
    assert told in str(mistake.value)


def _description(declared: Declaration) -> str:
    said = declared.decorators.get("description", ())
    return "".join(map(str, said[0].parts)).strip() if said else ""


def _names(file: File) -> set[str]:
    """The names that a file's expressions speak of, those of their own loops left out."""
    found: set[str] = set()
    for each in [*file.symbols.values(), *file.outputs.values()]:
        if each.value:
            _collect(each.value, frozenset(), found)
    return found


def _collect(node: Node, local: frozenset[str], found: set[str]) -> None:
    if node.kind == "name" and node.parts[0] not in local:
        found.add(node.parts[0])
    if node.kind == "loop":
        local = local | {node.parts[0], node.parts[1]}
    for part in node.parts:
        _within(part, local, found)


def _within(part: object, local: frozenset[str], found: set[str]) -> None:
    if isinstance(part, Node):
        _collect(part, local, found)
    elif isinstance(part, tuple):
        for each in part:
            _within(each, local, found)
