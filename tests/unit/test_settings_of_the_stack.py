"""The settings of a stack: where they come from, and that all mistakes are named at once."""

from pathlib import Path

import pytest

from jobs.contracts.errors import ConfigurationInvalid
from till.settings import HostSettings, default_settings_text, load_settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "ENGINE", "BLOB_POLL_SECONDS", "WORKER_THREADS", "SWEEP_SCHEDULE"):
        monkeypatch.delenv(f"TILLSTREAM_{name}", raising=False)


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.home, settings.engine, settings.blob_poll_seconds) == (tmp_path, "embedded", 0.5)


def test_the_file_wins_over_the_defaults_and_the_environment_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("worker_threads = 7\nblob_poll_seconds = 2.0\n")
    monkeypatch.setenv("TILLSTREAM_BLOB_POLL_SECONDS", "3")
    settings = load_settings(tmp_path)
    assert (settings.worker_threads, settings.blob_poll_seconds) == (7, 3.0)


def test_the_folder_comes_from_the_environment_unless_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILLSTREAM_HOME", str(tmp_path / "a"))
    assert load_settings().home == tmp_path / "a"
    assert load_settings(tmp_path / "b").home == tmp_path / "b"


def test_the_file_that_is_written_at_first_says_every_default_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(default_settings_text())
    assert load_settings(tmp_path) == load_settings(tmp_path / "elsewhere").model_copy(update={"home": tmp_path})
    every_key = "\n".join(
        line.removeprefix("# ")
        for line in default_settings_text().splitlines()
        if line.startswith("# ") and " = " in line
    )
    (tmp_path / "settings.toml").write_text(every_key)
    assert load_settings(tmp_path) == load_settings(tmp_path / "elsewhere").model_copy(update={"home": tmp_path})


def test_three_mistakes_in_the_file_are_one_error_that_names_all_three(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('engine = "flink"\nsweep_schedule = "0 5 * * *"\npoll = 3\nblob_port = 0\n')
    with pytest.raises(ConfigurationInvalid) as caught:
        load_settings(tmp_path)
    error = caught.value
    assert error.where == str(tmp_path / "settings.toml")
    assert "engine: found 'flink', expected" in error.found
    assert "'embedded' or 'spark'" in error.found
    assert "sweep_schedule: found '0 5 * * *'" in error.found
    assert "5 fields; expected six" in error.found
    assert "poll: found an unknown key, expected one of engine," in error.found
    assert "blob_port: found" not in error.found


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLSTREAM_WORKER_THREADS", "many")
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_WORKER_THREADS"):
        load_settings(tmp_path)
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_WORKER_THREADS"):
        HostSettings.load()


@pytest.mark.parametrize("text", ["engine = embedded", 'engine = "embedded', 'home = "/tmp"'])
def test_a_file_that_is_no_toml_or_sets_its_own_folder_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(ConfigurationInvalid):
        load_settings(tmp_path)
