"""The images' recipes, read: what compose starts, and what the Dockerfiles build."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from till.settings import REPOSITORY

COMPOSE = REPOSITORY / "docker-compose.yml"
DOCKERFILES = tuple(REPOSITORY / path for path in ("functions/Dockerfile", "jobs/Dockerfile", "till/stack/Dockerfile"))
TOOLS = REPOSITORY / ".tools" / "pipelines" / "bin"


def compose() -> dict[str, Any]:
    """The compose file, its merges made."""
    document: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return document


@dataclass(frozen=True)
class Recipe:
    """One Dockerfile as (instruction, rest) in its order, lines joined."""

    file: Path
    instructions: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, file: Path) -> "Recipe":
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
        joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
        parts = (line.partition(" ") for line in joined.splitlines() if line.strip())
        return cls(file, tuple((name, rest.strip()) for name, _, rest in parts))

    def of(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.instructions if name == instruction]

    @property
    def install_script(self) -> Path:
        """The shell file by which the image is filled."""
        (step,) = [json.loads(rest) for rest in self.of("RUN") if rest.startswith("[")]
        assert step[0] == "bash"
        return REPOSITORY / step[1]

    @property
    def command(self) -> list[str]:
        *_, last = self.of("CMD")
        command: list[str] = json.loads(last)
        return command
