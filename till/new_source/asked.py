"""Where a proposal goes: a new file, never one that is there."""

import re
from pathlib import Path

from jobs.contracts.errors import ConfigurationInvalid
from jobs.contracts.paths import LandingPath, printable

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_STDOUT = "-"


def landing_path(file: Path, name: str, dataset: str) -> LandingPath:
    """The path of the file below its folder, as in landing.

    Raises ConfigurationInvalid for a name that no folder there can have.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationInvalid(
            "A source cannot have that name.",
            found=printable(name),
            expected="a to z, 0 to 9, _ and -, at most 63 of them, a letter or figure first",
            next_step="choose such a name: it is that of the folder in landing, too",
        )
    return LandingPath(dataset, name, (Path(file.resolve().parent.name) / file.name).as_posix())


def target(name: str, out: str) -> Path | None:
    """Where the proposal is to be written; None for stdout. Raises ConfigurationInvalid where a file lies there."""
    if out == _STDOUT:
        return None
    if out:
        where = Path(out)
    else:
        from till.settings import load_settings

        where = load_settings().sources_folder / f"{name}.yaml"
    if where.exists():
        raise _is_there(where)
    return where


def write_new(where: Path, text: str) -> None:
    """Write the proposal. Raises ConfigurationInvalid where a file lies there, or none can be."""
    try:
        with where.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise _is_there(where) from error
    except OSError as error:
        raise ConfigurationInvalid(
            "The proposal cannot be written.",
            where=str(where),
            found=error.strerror or type(error).__name__,
            expected="a folder that is there and can be written to",
            next_step="name another file by --out, or - for stdout",
        ) from error


def _is_there(where: Path) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "A source of that name is there already, and is not overwritten.",
        where=str(where),
        expected="a new file",
        next_step="choose another --name, write it elsewhere by --out, or look at it by --out -",
    )
