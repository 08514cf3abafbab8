"""`python -m pipelines.bench_gate FIGURES`: are tonight's ratios within what bench/baseline.toml allows?

FIGURES is a folder with a file per benchmark, <name>.json, whose last line is the JSON object that it prints.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio of the baseline, and how far it may fall behind."""

    figures: str
    at: tuple[str, ...]
    better: str
    value: Decimal
    tolerance: Decimal

    @property
    def bound(self) -> Decimal:
        """The worst that is allowed."""
        share = 1 - self.tolerance if self.better == "higher" else 1 + self.tolerance
        return self.value * share

    def allows(self, found: Decimal) -> bool:
        """Whether a night's ratio is good enough; one that is better is always."""
        return found >= self.bound if self.better == "higher" else found <= self.bound


def main() -> int:
    """0 where every ratio is within its bound, 1 where one is worse or was not measured."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.bench_gate")
    parser.add_argument("--baseline", type=Path, required=True)
    parser.add_argument("figures", type=Path)
    arguments = parser.parse_args()
    verdicts = [_verdict(ratio, arguments.figures) for ratio in baseline(arguments.baseline)]
    sys.stdout.write("".join(f"{'ok   ' if ok else 'WORSE'}  {text}\n" for ok, text in verdicts))
    return 0 if all(ok for ok, _ in verdicts) else 1


def baseline(file: Path) -> Iterator[Ratio]:
    """The ratios of the baseline. Raises ValueError where one says neither 'higher' nor 'lower'."""
    for one in tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)["ratio"]:
        if one["better"] not in ("higher", "lower"):
            raise ValueError(f"{file}: found better = {one['better']!r}, expected 'higher' or 'lower'")
        yield Ratio(one["figures"], tuple(one["at"]), one["better"], one["value"], one["tolerance"])


def _verdict(ratio: Ratio, folder: Path) -> tuple[bool, str]:
    name = f"{ratio.figures}: {' / '.join(ratio.at)}"
    found = _found(ratio, folder / f"{ratio.figures}.json")
    if found is None:
        return False, f"{name}: was not measured"
    bound = "at least" if ratio.better == "higher" else "at most"
    return ratio.allows(found), f"{name}: {found}, {bound} {ratio.bound:.2f} (last {ratio.value})"


def _found(ratio: Ratio, file: Path) -> Decimal | None:
    if not file.is_file():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    value: Any = json.loads(lines[-1], parse_float=Decimal, parse_int=Decimal) if lines else None
    for key in ratio.at:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, Decimal) else None


if __name__ == "__main__":
    sys.exit(main())
