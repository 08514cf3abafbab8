"""The golden world: files that a person can work out by hand, landed by the real check and taken in by the jobs.

landing/<day>/<dataset>/<source>/<file> holds what was dropped on which day. The tills of the three stores write local
time (sources/); landing makes business dates, hours and moments of it. A second file at a path corrects the first.
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from functions.landing.check import check_file
from functions.landing.source import SourceMapping, load_source
from jobs.contracts.dataset import Contract, contract
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.contracts.paths import LandingPath, content_id
from tests.jobs.landed import LandedLake, removal

HERE = Path(__file__).parent
SOURCES = Path(__file__).parents[3] / "sources"


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
            line = self._land(LandingPath.parse(path), file.read_bytes(), day)
            lines += [removal(self.loaded[path])] if path in self.loaded else []
            lines.append(line)
            self.loaded[path] = line
        self.landed.refresh(*lines)

    def file_of(self, version: str) -> str:
        """By which name the tables of `expected` know the file of a version: its source and name."""
        (path,) = (path for path, line in self.loaded.items() if line.version == version)
        return path.partition("/")[2]

    def _land(self, path: LandingPath, content: bytes, day: str) -> ManifestLine:
        rules = contract(path.dataset)
        version = content_id(path.dataset, sha256(content).hexdigest())
        bronze = f"{path.dataset}/{path.source}/{version}/1.parquet"
        target = self.landed.folder / "bronze" / bronze
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as good:
            checked = check_file(
                BytesIO(content),
                path=path,
                version=version,
                contract=rules,
                mapping=_mapping(path.source, rules),
                bronze=good,
                quarantine=BytesIO(),
                dropped_on=date.fromisoformat(day),
            )
        return ManifestLine(
            action=LOAD,
            dataset=path.dataset,
            version=version,
            landing_path=str(path),
            landed_at=f"{day}T06:00:00+00:00",
            bronze=(bronze,),
            months=checked.months,
            rows=checked.loaded,
            total_cost="" if checked.total_cost is None else str(checked.total_cost),
            rows_in=checked.rows_in,
            quarantined=checked.quarantined,
            violations=tuple(sorted(checked.violations.items())),
        )


def _mapping(source: str, rules: Contract) -> SourceMapping:
    own = HERE / "sources"
    return load_source(own if (own / f"{source}.yaml").exists() else SOURCES, source).mapping(rules)
