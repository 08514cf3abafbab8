"""What the operators' pages name is there: commands with their options, alerts, tests, steps and other pages."""

import re
from typing import Any

import pytest
from typer.main import get_command

from tests.operate.pages import OPERATE, SECURITY, Command, commands, table_of
from till.cli import app
from till.settings import REPOSITORY

COMMANDS = [*commands(OPERATE), *commands(SECURITY)]
# Named as a whole group, not to be typed so.
MENTIONED = ("till sql", "till reconcile", "till incentive", "till replay", "till erase-customer")


def resolved(words: tuple[str, ...]) -> tuple[Any, list[str]]:
    """The command that the words name, and the words that follow its name."""
    command: Any = get_command(app)
    left = list(words[1:])
    while True:
        own = {name: each for each in command.params for name in each.opts}
        while left and left[0] in own and own[left[0]].is_flag and hasattr(command, "commands"):
            left.pop(0)
        if not left or left[0] not in getattr(command, "commands", {}):
            return command, left
        command = command.commands[left.pop(0)]


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_of_the_pages_is_one_of_the_command_line(command: Command) -> None:
    known, left = resolved(command.words)
    assert not hasattr(known, "commands") or str(command) in MENTIONED or known.invoke_without_command
    options = {name: each for each in known.params for name in (*each.opts, *each.secondary_opts)}
    arguments, given = [], set()
    while left:
        word = left.pop(0)
        if not word.startswith("-"):
            arguments.append(word)
            continue
        assert word in options, f"{word} is no option of {known.name}"
        given.add(options[word].name)
        if not options[word].is_flag:
            assert left, f"{word} wants a value"
            left.pop(0)
    if str(command) in MENTIONED:
        return
    wanted = [each for each in known.params if each.param_type_name == "argument"]
    assert len([each for each in wanted if each.required]) <= len(arguments)
    assert len(arguments) <= len(wanted) or any(each.nargs == -1 for each in wanted)
    needed = {each.name for each in known.params if each.param_type_name == "option" and each.required}
    assert needed <= given


def test_a_slip_in_a_command_would_be_found() -> None:
    with pytest.raises(AssertionError):
        test_a_command_of_the_pages_is_one_of_the_command_line(Command("", ("till", "refresh", "--fully")))
    with pytest.raises(AssertionError):
        test_a_command_of_the_pages_is_one_of_the_command_line(Command("", ("till", "erase-customer", "7")))


def test_each_alert_that_is_deployed_has_its_meaning_and_a_command() -> None:
    deployed = re.findall(r"^    name: '([a-z0-9-]+)'$", (REPOSITORY / "infra/modules/alerts.bicep").read_text(), re.M)
    rows = {row[0]: row for row in table_of("What each alert means")}
    assert sorted(rows) == sorted(deployed)
    assert all(re.search(r"`(till|bash) ", row[3]) for row in rows.values())


@pytest.mark.parametrize("page", [OPERATE, SECURITY], ids=["operate", "security"])
def test_what_a_page_points_to_is_there(page: str) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", page)]
    assert all((REPOSITORY / "docs" / link).exists() for link in links)
    paths = re.findall(r"(?:tests|pipelines|infra)/[\w/.-]*\.(?:py|sh|bicep)", page)
    assert paths
    assert [path for path in paths if not (REPOSITORY / path).is_file()] == []


def test_each_threat_has_an_answer_and_a_test_or_says_that_there_is_none() -> None:
    rows = [line.strip("|").split(" | ") for line in SECURITY.splitlines() if re.match(r"\| [a-z]", line)]
    threats = [row for row in rows if row[0].strip() != "threat"]
    assert len(threats) > 20
    assert all(len(row) == 4 for row in threats)
    assert all("`" in row[3] or "no test" in row[3] for row in threats)
    letters = {letter for row in threats for letter in row[1].split(", ")}
    assert letters == set("STRIDE")
