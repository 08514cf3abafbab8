"""What each process of the stack is told: its command line and its environment."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jobs.engine import azurite_conf
from till.settings import StackSettings, app_settings
from till.stack.azurite import ACCOUNT, ACCOUNT_KEY, HOST
from till.stack.state import Stack

LAKE_ROOT = f"abfs://{{file_system}}@{ACCOUNT}.dfs.core.windows.net"


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What an engine needs beside the code: environment variables and session settings."""

    environment: Mapping[str, str]
    conf: Mapping[str, str] = field(default_factory=dict)


def engine_parts(engine: str, stack: Stack) -> EngineParts:
    """What the engine needs to find this stack's storage."""
    if engine == "spark":
        return _spark_parts(stack)
    return EngineParts(azurite_environment(stack.ports.blob))


def azurite_environment(blob_port: int) -> dict[str, str]:
    """The environment by which the embedded engine finds an Azurite on this machine."""
    return {
        "AZURE_STORAGE_USE_EMULATOR": "true",
        "AZURE_STORAGE_ALLOW_HTTP": "true",
        "AZURITE_BLOB_STORAGE_URL": f"http://{HOST}:{blob_port}",
    }


def host_environment(settings: StackSettings, stack: Stack) -> dict[str, str]:
    """The app settings of the functions host."""
    return {
        **app_settings(),
        "LAKE": stack.connection,
        "AzureWebJobsStorage": stack.connection,
        "PYTHON_THREADPOOL_THREAD_COUNT": str(settings.worker_threads),
        "TILLSTREAM_WORKER_THREADS": str(settings.worker_threads),
        "TILLSTREAM_BLOB_POLL_SECONDS": str(settings.blob_poll_seconds),
        "TILLSTREAM_QUEUE_POLL_SECONDS": str(settings.queue_poll_seconds),
        "TILLSTREAM_DRAIN_SECONDS": str(settings.drain_seconds),
        "TILLSTREAM_INCENTIVE_SCHEDULE": settings.incentive_schedule,
        "TILLSTREAM_SWEEP_SCHEDULE": settings.sweep_schedule,
        "TILLSTREAM_COMPLETENESS_SCHEDULE": settings.completeness_schedule,
        "TILLSTREAM_UPKEEP_SCHEDULE": settings.upkeep_schedule,
        "TILLSTREAM_LOOK_BACK_DAYS": str(settings.look_back_days),
        "TILLSTREAM_RUNNER_URL": stack.warm_url,
        "TILLSTREAM_RUNNER_TOKEN_FILE": str(stack.token_file),
        "TILLSTREAM_SOURCES_FOLDER": str(settings.sources_folder),
    }


def host_command(stack: Stack, app: Path) -> list[str]:
    """The functions host for an app folder."""
    return [sys.executable, "-m", "till.host", "--app", str(app), "--ready-file", str(stack.ready_file)]


def warm_environment(stack: Stack, parts: EngineParts) -> dict[str, str]:
    """The environment of the warm job process."""
    # The embedded engine tells of each session and table otherwise.
    quiet = {"RUST_LOG": "warn"}
    return {**quiet, **app_settings(), "AzureWebJobsStorage": stack.connection, **parts.environment}


def warm_command(settings: StackSettings, stack: Stack, conf_file: Path) -> list[str]:
    """The warm job process."""
    return [
        *(sys.executable, "-m", "till.warm"),
        *("--engine", stack.engine),
        *("--lake", LAKE_ROOT),
        *("--port", str(stack.warm_port)),
        *("--token-file", str(stack.token_file)),
        *("--conf-file", str(conf_file)),
        *("--drain-seconds", str(settings.drain_seconds)),
    ]


def _spark_parts(stack: Stack) -> EngineParts:
    """Java, the jars and the settings by which Apache Spark reads and writes Delta on Azurite."""
    from till.spark_parts import delta_jars, java_home

    jars = ",".join(str(jar) for jar in delta_jars())
    conf = azurite_conf(stack.ports.blob, ACCOUNT, ACCOUNT_KEY) | {"spark.jars": jars}
    return EngineParts({"JAVA_HOME": str(java_home())}, conf)
