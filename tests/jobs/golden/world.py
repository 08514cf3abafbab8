"""The golden world: files that a person can work out by hand, landed by the real check and taken in by the jobs.

landing/<day>/<dataset>/<source>/<file> holds what was dropped on which day. The tills of the three stores write local
time (sources/); landing makes business dates, hours and moments of it. A second file at a path corrects the first.
"""

from dataclasses import dataclass, field
from pathlib import Path

from jobs.contracts.manifest import ManifestLine
from jobs.contracts.paths import LandingPath
from tests.jobs.dropped import SOURCES, drop
from tests.jobs.landed import LandedLake, removal

HERE = Path(__file__).parent


@dataclass
class GoldenWorld:
    """The world on a lake, day by day; `loaded` is the line in force of each landing path."""

    landed: LandedLake
    loaded: dict[str, ManifestLine] = field(default_factory=dict)

    def live_through(self, day: str) -> None:
        """Land the day's files and run the jobs once on all of them."""
        folder = HERE / "landing" / day
        lines = []
        for file in sorted(folder.rglob("*.csv")):
            path = str(file.relative_to(folder))
            where = LandingPath.parse(path)
            line = drop(self.landed, where, file.read_bytes(), day=day, sources=_sources(where.source))
            lines += [removal(self.loaded[path])] if path in self.loaded else []
            lines.append(line)
            self.loaded[path] = line
        self.landed.refresh(*lines)

    def file_of(self, version: str) -> str:
        """By which name the tables of `expected` know the file of a version: its source and name."""
        (path,) = (path for path, line in self.loaded.items() if line.version == version)
        return path.partition("/")[2]


def _sources(name: str) -> Path:
    own = HERE / "sources"
    return own if (own / f"{name}.yaml").exists() else SOURCES
