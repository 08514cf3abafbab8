"""Which Java the system has; only the spark engine needs one."""

import re
import shutil
import subprocess
from pathlib import Path

from till.settings import app_settings

JAVA_AT_LEAST, JAVA_AT_MOST = 17, 21


def java_version() -> int | None:
    """The major version of the Java in JAVA_HOME, else of the one on the PATH; None where there is none."""
    home = app_settings().get("JAVA_HOME")
    candidates = [str(Path(home) / "bin" / "java")] if home else []
    candidates += [found] if (found := shutil.which("java")) else []
    for candidate in candidates:
        try:
            done = subprocess.run([candidate, "-version"], capture_output=True, text=True, timeout=20, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if match := re.search(r'version "(\d+)', done.stderr):
            return int(match.group(1))
    return None
