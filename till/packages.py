"""Fetches locked Python packages into .tools/, for programs that are shipped in one and do not belong to the code."""

import shutil
import subprocess
import sys
from pathlib import Path

from till.settings import REPOSITORY

TOOLS = REPOSITORY / ".tools"
_SECONDS = 600


def bring_package(requirements: Path, target: Path) -> str:
    """Install what a hash-checked requirements file names into a folder; what went wrong, or '' where nothing did."""
    command = [*_installer(), "--target", str(target), "--require-hashes", "--no-deps", "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    return "" if done.returncode == 0 else " ".join(done.stderr.split())[-300:] or f"exit code {done.returncode}"


def _installer() -> list[str]:
    uv = shutil.which("uv") or str(TOOLS / "uv" / "bin" / "uv")
    if Path(uv).is_file():
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--disable-pip-version-check"]
