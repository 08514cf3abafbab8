"""The settings of the local stack and its host: the only place in till that reads the environment.

A stack's settings come from the environment (TILLSTREAM_...), else from settings.toml in its home folder, else they
are the defaults below.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from jobs.contracts.errors import ConfigurationInvalid
from till.host.schedule import Schedule

REPOSITORY = Path(__file__).resolve().parents[1]
SETTINGS_FILE = "settings.toml"
_PREFIX = "TILLSTREAM_"


def _valid_schedule(expression: str) -> str:
    Schedule.parse(expression)
    return expression


SixFieldSchedule = Annotated[str, AfterValidator(_valid_schedule)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Port = Annotated[int, Field(ge=0, le=65535)]


class HostSettings(BaseSettings):
    """How the local Functions host behaves, beside what host.json says."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    host_id: str = "tillstream-local"
    blob_poll_seconds: Seconds = 0.5
    queue_poll_seconds: Seconds = 0.1
    queue_lease_seconds: Annotated[int, Field(ge=1, le=600)] = 60
    worker_threads: Annotated[int, Field(ge=1, le=64)] = 4
    drain_seconds: Seconds = 30.0

    @classmethod
    def load(cls) -> Self:
        """The settings in the environment. Raises ConfigurationInvalid naming every mistake."""
        try:
            return cls()
        except ValidationError as error:
            raise _invalid("the environment", _mistakes(error, cls)) from error


class StackSettings(BaseSettings):
    """The settings of one local stack; `home` is the folder that is the stack."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    home: Path = REPOSITORY / ".till"
    engine: Literal["embedded", "spark"] = Field("embedded", description="what runs the jobs: embedded or spark")
    blob_poll_seconds: Seconds = Field(0.5, description="how often the landing container is listed")
    queue_poll_seconds: Seconds = Field(0.1, description="how often a busy queue is asked; an idle one five times less")
    worker_threads: Annotated[int, Field(ge=1, le=64)] = Field(10, description="functions that run at the same time")
    incentive_schedule: SixFieldSchedule = Field(
        "0 0 2 1 * *", description="when last month's incentive is computed: second minute hour day month weekday, UTC"
    )
    sweep_schedule: SixFieldSchedule = Field(
        "0 */5 * * * *", description="when files are looked for that no event told of, six fields, UTC"
    )
    completeness_schedule: SixFieldSchedule = Field(
        "0 5 * * * *", description="when files that are due and not there are named in the log, six fields, UTC"
    )
    upkeep_schedule: SixFieldSchedule = Field(
        "0 17 * * * *", description="when the tables' many small files are made few, six fields, UTC"
    )
    look_back_days: Annotated[int, Field(ge=1, le=366)] = Field(
        14, description="for how many days a file that is missing is named"
    )
    blob_port: Port = Field(0, description="Azurite's blob port; 0 takes a free one at the first start")
    queue_port: Port = Field(0, description="Azurite's queue port; 0 takes a free one")
    table_port: Port = Field(0, description="Azurite's table port; 0 takes a free one")
    warm_port: Port = Field(0, description="the warm job process' port; 0 takes a free one")
    start_seconds: Seconds = Field(60.0, description="how long each process may take until it answers")
    drain_seconds: Seconds = Field(30.0, description="how long a stopping process may finish what it is doing")
    sources_folder: Path = Field(REPOSITORY / "sources", description="where the mappings of the tills' layouts lie")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what load() hands over from the file."""
        return env_settings, init_settings


def load_settings(home: Path | None = None) -> StackSettings:
    """The settings of the stack in `home`, else in TILLSTREAM_HOME, else in .till beside the code.

    Raises ConfigurationInvalid naming every mistake at once: key, found, expected.
    """
    folder = (home or Path(os.environ.get(_PREFIX + "HOME") or REPOSITORY / ".till")).expanduser().resolve()
    file = folder / SETTINGS_FILE
    values = _read_file(file)
    mistakes = [f"home: found {values['home']!r}, expected it in {_PREFIX}HOME only"] if "home" in values else []
    try:
        settings = StackSettings(**{**values, "home": folder})
    except ValidationError as error:
        raise _invalid(str(file), mistakes + _mistakes(error, StackSettings)) from error
    if mistakes:
        raise _invalid(str(file), mistakes)
    return settings.model_copy(update={"home": folder})


def app_settings() -> Mapping[str, str]:
    """The environment as the host's app settings: what %NAME% and connection names resolve to."""
    return dict(os.environ)


def default_settings_text() -> str:
    """A settings.toml in which every key is explained and commented out at its default."""
    lines = ["# Settings of this stack. Take the # away to change one, then: till down, till up.", ""]
    for name, field in StackSettings.model_fields.items():
        if name == "home":
            continue
        value = field.default if isinstance(field.default, int | float) else f'"{field.default}"'
        lines += [f"# {field.description}", f"# {name} = {value}", ""]
    return "\n".join(lines)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(str(file), [f"{error}"]) from error


def _mistakes(error: ValidationError, settings: type[BaseSettings]) -> list[str]:
    found = []
    for mistake in error.errors(include_url=False):
        key = ".".join(str(part) for part in mistake["loc"])
        if mistake["type"] == "extra_forbidden":
            expected = "one of " + ", ".join(name for name in settings.model_fields if name != "home")
            found.append(f"{key}: found an unknown key, expected {expected}")
            continue
        variable = _PREFIX + key.upper()
        place = f" (from {variable})" if variable in os.environ else ""
        found.append(f"{key}{place}: found {mistake['input']!r}, expected: {mistake['msg']}")
    return found


def _invalid(where: str, mistakes: list[str]) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The settings cannot be used.",
        where=where,
        found="; ".join(mistakes),
        expected="every key as said above",
        next_step="correct them and run the command again",
    )
