"""The settings of the function app: the only place on the event side that reads the environment."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from jobs.contracts.errors import ConfigurationInvalid

_APP_FOLDER = Path(__file__).resolve().parent.parent
MAX_FILE_BYTES = 4 * 1024**3
# What each runner cannot do without, beside its address.
_NEEDED_BY_RUNNER = {
    "local": (),
    "container": ("runner_job",),
    "databricks": ("runner_job",),
    "livy": ("runner_job", "runner_lake"),
    "spark-submit": ("runner_job", "runner_lake", "runner_folder"),
}


class Settings(BaseSettings):
    """What the app needs to know of where it runs; names as in Azure's application settings.

    A storage account is given either by a connection string (LAKE, AzureWebJobsStorage: Azurite) or by its service
    addresses (LAKE__blobServiceUri, AzureWebJobsStorage__queueServiceUri, ...__tableServiceUri), which are used with
    the app's own identity.
    """

    model_config = SettingsConfigDict(frozen=True, env_prefix="TILLSTREAM_", populate_by_name=True, extra="ignore")

    lake_connection: SecretStr | None = Field(None, validation_alias="LAKE")
    lake_blob_uri: str | None = Field(None, validation_alias="LAKE__blobServiceUri")
    ops_connection: SecretStr | None = Field(None, validation_alias="AzureWebJobsStorage")
    ops_queue_uri: str | None = Field(None, validation_alias="AzureWebJobsStorage__queueServiceUri")
    ops_table_uri: str | None = Field(None, validation_alias="AzureWebJobsStorage__tableServiceUri")

    sources_folder: Path = Field(_APP_FOLDER / "sources", description="one YAML per till layout")
    runner: Literal["local", "container", "databricks", "livy", "spark-submit"] = Field(
        "local", description="what runs the jobs"
    )
    runner_url: str = Field(
        "http://127.0.0.1:7077",
        description="where the runner is asked: the warm job process, Azure's management endpoint, a Databricks "
        "workspace, a Livy endpoint up to its version and pool, or the master of a Spark cluster",
    )
    runner_token_file: Path | None = Field(None, description="holds the token that the warm job process asks for")
    runner_job: str = Field(
        "", description="container: the job's resource id; databricks: its id; livy, spark-submit: its main file"
    )
    runner_lake: str = Field(
        "", description="livy, spark-submit: the lake's root, with {file_system} in it; other jobs are deployed with it"
    )
    runner_conf: dict[str, str] = Field({}, description="livy, spark-submit: settings of Spark, a JSON object")
    runner_folder: Path | None = Field(None, description="spark-submit: where its processes leave how they ended")
    look_seconds: int = Field(10, ge=1, le=300, description="how often a run whose end nobody tells of is looked at")
    run_attempts: int = Field(3, ge=1, le=10, description="how often a run is tried before its files are held")
    max_file_bytes: int = Field(MAX_FILE_BYTES, gt=0, description="a larger dropped file is refused unread")
    resume_after_seconds: int = Field(120, ge=0, description="when the sweep takes up a file that stopped half-way")
    look_back_days: int = Field(14, ge=1, le=366, description="for how long a file that is missing is named")

    def runner_token(self) -> str:
        """The token that the warm job process asks for; '' where none is set."""
        return self.runner_token_file.read_text(encoding="ascii").strip() if self.runner_token_file else ""

    @model_validator(mode="after")
    def _accounts_are_known(self) -> Self:
        missing = []
        if not (self.lake_connection or self.lake_blob_uri):
            missing.append("LAKE or LAKE__blobServiceUri")
        if not (self.ops_connection or (self.ops_queue_uri and self.ops_table_uri)):
            missing.append(
                "AzureWebJobsStorage, or both AzureWebJobsStorage__queueServiceUri and "
                "AzureWebJobsStorage__tableServiceUri"
            )
        needed = _NEEDED_BY_RUNNER[self.runner]
        missing += [f"TILLSTREAM_{name.upper()}" for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError("not set: " + "; ".join(missing))
        return self


class TriggerSettings(BaseSettings):
    """What the triggers' bindings need while the app is indexed, before any storage is known."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="TILLSTREAM_", extra="ignore")

    blob_events: Literal["EventGrid", "LogsAndContainerScan"] = Field(
        "LogsAndContainerScan", description="how land_file hears of a file: by Event Grid's queue, or by a scan"
    )


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises ConfigurationInvalid that names every mistake at once, and never shows a value.
    """
    try:
        return Settings()
    except ValidationError as error:
        mistakes = [
            f"{'.'.join(str(part) for part in item['loc']) or 'storage accounts'}: {item['msg']}"
            for item in error.errors(include_input=False)
        ]
        raise ConfigurationInvalid(
            "The application settings cannot be used.",
            where="application settings (locally: the environment, or local.settings.json)",
            found="; ".join(mistakes),
            expected="the settings that local.settings.example.json lists",
            next_step="set what is named and start again",
        ) from error
