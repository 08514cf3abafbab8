"""Java and jars for the spark engine: taken where they are, checked, and named where they cannot be had."""

import hashlib
import os
import stat
import subprocess
from pathlib import Path

import pytest

from till.spark_parts import PartUnavailable, delta_jars, jars, java, java_home


def java_program(folder: Path, version: str) -> Path:
    """A program that says that it is a Java of this version."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Java and installers, whose tools folder is the one returned."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(java, "TOOLS", tmp_path / "tools")
    monkeypatch.setattr(java, "bring_package", lambda requirements, target: "no installer")
    return tmp_path / "tools"


@pytest.mark.parametrize(("version", "usable"), [("11.0.2", False), ("17.0.1", True), ("21", True), ("25.0.1", False)])
def test_a_java_from_17_to_21_is_usable(tmp_path: Path, version: str, usable: bool) -> None:
    assert java.is_usable(java_program(tmp_path, version)) is usable


def test_what_does_not_start_is_no_java(tmp_path: Path) -> None:
    assert not java.is_usable(tmp_path / "none")


def test_java_home_is_taken_before_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_installed: Path
) -> None:
    first, second = (java_program(tmp_path / name, "21.0.1") for name in ("first", "second"))
    monkeypatch.setenv("PATH", f"{second.parent}{os.pathsep}/bin")
    assert java_home() == second.parents[1]
    monkeypatch.setenv("JAVA_HOME", str(first.parents[1]))
    assert java_home() == first.parents[1]


def test_a_java_that_is_too_new_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_installed: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java_program(tmp_path / "new", "25").parents[1]))
    old = java_program(tmp_path / "old", "17.0.2")
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}/bin")
    assert java_home() == old.parents[1]


def test_a_java_that_was_brought_is_used_again(nothing_installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setattr(java, "_of_the_system", lambda: iter(()))
    brought = java_program(nothing_installed / "java", "21.0.8")
    assert java_home() == brought.parents[1]


def test_where_none_can_be_brought_the_error_says_what_to_do(nothing_installed: Path) -> None:
    with pytest.raises(PartUnavailable, match="a Java 17 to 21") as raised:
        java_home()
    assert raised.value.exit_code == 4


def test_the_wrapper_takes_one_argument_away_and_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text('#!/bin/sh\nfor a in "$@"; do echo "<$a>"; done\n')
    wrapper = tmp_path / "java"
    wrapper.write_text(java._WRAPPER.format(java=real))
    for program in (real, wrapper):
        program.chmod(0o755)
    arguments = ["-Xmx1g", "--add-modules=jdk.incubator.vector", "a b", "$HOME", ""]
    answer = subprocess.run([str(wrapper), *arguments], capture_output=True, text=True, check=True).stdout
    assert answer.splitlines() == ["<-Xmx1g>", "<a b>", "<$HOME>", "<>"]


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the jars in it, made up, and pinned as they are."""
    folder = tmp_path / "spark-jars"
    folder.mkdir()
    for name in jars.SHA256:
        (folder / name).write_bytes(name.encode())
    monkeypatch.setattr(jars, "SHA256", {name: hashlib.sha256(name.encode()).hexdigest() for name in jars.SHA256})
    return folder


def test_jars_that_are_there_are_used_again(pinned: Path, nothing_installed: Path) -> None:
    assert [jar.name for jar in delta_jars(pinned)] == list(jars.SHA256)


def test_a_jar_that_was_changed_is_refused(pinned: Path) -> None:
    (pinned / "delta-storage-4.4.0.jar").write_bytes(b"something else")
    with pytest.raises(PartUnavailable, match="not the one that was pinned"):
        delta_jars(pinned)


def test_jars_that_cannot_be_fetched_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_installed: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java_program(tmp_path / "jre", "21").parents[1]))
    monkeypatch.setenv("PATH", "/bin")
    with pytest.raises(PartUnavailable, match=r"delta-spark_4\.1_2\.13-4\.4\.0\.jar"):
        delta_jars(tmp_path / "jars")
    assert list((tmp_path / "jars").iterdir()) == []


def test_the_pinned_jars_are_those_that_ivy_is_asked_for() -> None:
    text = Path(jars.__file__).with_name("ivy.xml").read_text()
    asked = [line for line in text.splitlines() if "<dependency " in line]
    names = [f"{line.split('name="')[1].split('"')[0]}-{line.split('rev="')[1].split('"')[0]}.jar" for line in asked]
    assert names == list(jars.SHA256)
    assert all('transitive="false"' in line for line in asked)
