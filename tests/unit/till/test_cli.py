"""The command line as it is typed: exit codes, streams, and how fast it is there."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from jobs.contracts.errors import ConfigurationInvalid, FileRefused, StorageUnavailable, TillstreamError
from till import cli

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `till` with arguments; its exit code, stdout and stderr."""

    def till(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["till", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        code = end.value.code
        return (code if isinstance(code, int) else 0, *capsys.readouterr())

    return till


def app_that_raises(error: BaseException) -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fail() -> None:
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TillstreamError("The run failed."), 1),
        (ConfigurationInvalid("Three settings are wrong."), 2),
        (FileRefused("file-empty", "The file holds nothing."), 3),
        (StorageUnavailable("The storage does not answer."), 4),
    ],
)
def test_a_named_failure_is_a_message_and_its_exit_code_never_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: TillstreamError, code: int
) -> None:
    monkeypatch.setattr(cli, "app", app_that_raises(error))
    assert run() == (code, "", f"Error: {error.what} [{error.code}]\n")


def test_a_command_about_a_stack_on_this_machine_is_not_taken_for_one_about_a_deployed_environment(run: Run) -> None:
    code, out, err = run("--deployed", "down")
    assert (code, out) == (2, "")
    assert "till down is about a stack on this machine" in " ".join(err.replace("│", " ").split())


def test_an_interrupt_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "app", app_that_raises(KeyboardInterrupt()))
    code, out, err = run()
    assert (code, out) == (130, "")
    assert "Traceback" not in err


def test_an_interrupt_outside_of_a_command_ends_with_130_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    assert run() == (130, "", "")


def test_a_defect_is_not_dressed_up_as_a_named_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["till"])
    monkeypatch.setattr(cli, "app", app_that_raises(ZeroDivisionError("a defect")))
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_the_version_is_told(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("till ")


@pytest.mark.parametrize("arguments", [("frobnicate",), ("generate", "--stores", "three"), ("generate", "--nonsense")])
def test_wrong_use_ends_with_2_and_leaves_stdout_alone(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_generate_tells_what_it_wrote(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    code, out, err = run("generate", "--out", str(folder), "--stores", "1", "--months", "1", "--dirty", "0.1", "--json")
    assert code == 0
    sales = json.loads(out)[0]
    files = sorted(folder.glob("pos_sales/standard/store-*/*.csv"))
    lines = sum(file.read_text(encoding="utf-8").count("\n") - 1 for file in files)
    assert (sales["dataset"], sales["files"]) == ("pos_sales", len(files))
    assert sales["rows_good"] + sales["rows_dirty"] == lines
    assert sales["rows_dirty"] > 0
    assert str(folder) in err


def test_generate_does_not_write_over_what_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    code, out, err = run("generate", "--out", str(tmp_path))
    assert (code, out) == (2, "")
    assert str(tmp_path) in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_the_command_line_is_there_without_loading_what_is_heavy() -> None:
    heavy = {"pyspark", "pyarrow", "pandas", "azure", "pysail", "duckdb", "pydantic", "xlsxwriter", "rich.table"}
    program = f"import sys, till.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
