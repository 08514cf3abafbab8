"""The one place that opens a Spark session; nothing else in jobs/ knows which engine answers.

embedded   Sail, a Spark Connect server in this very process, no JVM. It finds Azurite by the environment that
           whoever starts the process gives it (AZURE_STORAGE_USE_EMULATOR, AZURITE_BLOB_STORAGE_URL,
           AZURE_STORAGE_ALLOW_HTTP), and Azure by the identity that the platform gives the process.
spark      Apache Spark in local mode behind its own Connect server; needs a Java 17 to 21 and the jars of Delta
           and hadoop-azure, named by `spark.jars` in the conf.
platform   the session that Databricks, Synapse, Fabric or spark-submit has prepared, with the Delta that it brings.
"""

import atexit
import os
import secrets
import shutil
import socket
import tempfile
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyspark.errors import PySparkException

from jobs.contracts.errors import ConfigurationInvalid, TillstreamError

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession


class EngineNotStarted(TillstreamError):
    """Raised when the engine's own process, the JVM of Apache Spark, does not come up."""

    code = "engine-not-started"


EMBEDDED, SPARK, PLATFORM = "embedded", "spark", "platform"
_ENGINE = "spark.tillstream.engine"
# A session's engine stays the same, and to ask is a call.
_KNOWN: "weakref.WeakKeyDictionary[SparkSession, str]" = weakref.WeakKeyDictionary()
_GIVEN_BACK_AFTER = "MIMALLOC_PURGE_DELAY"  # milliseconds
_LOG_SETTINGS = Path(__file__).with_name("log4j2.properties")

# What every engine is told, so that dates, casts and overflows come out the same.
_STRICT = MappingProxyType({"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"})
SESSION_CONF = MappingProxyType(
    {
        **_STRICT,
        # Else the client looks up who calls it for every column, which takes half of a small run's time.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
    }
)

# Static settings of the JVM: Delta, and sizes fit for one machine (a small snapshot in 50 partitions costs seconds).
SPARK_CONF = MappingProxyType(
    {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.sql.shuffle.partitions": "4",
        # A rebuild makes some 1,600 classes of generated code; with fewer kept most are made and compiled three times.
        "spark.sql.codegen.cache.maxEntries": "5000",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG_SETTINGS.as_uri()}",
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": "127.0.0.1",
    }
)

_NO_CONF: Mapping[str, str] = MappingProxyType({})


def open_session(engine: str, *, conf: Mapping[str, str] = _NO_CONF) -> "SparkSession":
    """A new session on the engine of that name, its time zone UTC, its casts and overflows strict (ANSI).

    conf   `spark.*` settings beside our own; for 'spark' also the static ones (spark.master, spark.jars, and those of
           `azurite_conf`), which count for the first session of the process.
    Raises ConfigurationInvalid where the engine is not one of ours, EngineNotStarted where it does not come up.
    """
    if engine not in ENGINES:
        raise ConfigurationInvalid(
            "There is no such engine.",
            found=engine,
            expected="one of " + ", ".join(sorted(ENGINES)),
            next_step="name one of these as the engine in settings.toml or TILLSTREAM_ENGINE",
        )
    return ENGINES[engine](conf)


def engine_of(spark: "SparkSession") -> str:
    """Which engine answers a session; 'spark' where somebody else has opened it."""
    if spark not in _KNOWN:
        _KNOWN[spark] = spark.conf.get(_ENGINE, SPARK) or SPARK
    return _KNOWN[spark]


def azurite_conf(blob_port: int, account: str, key: str) -> dict[str, str]:
    """The settings with which Apache Spark's abfs driver reads and writes Azurite, which has a Blob endpoint only."""
    hadoop = "spark.hadoop.fs"
    return {
        f"{hadoop}.abfs.impl": "org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem",
        f"{hadoop}.AbstractFileSystem.abfs.impl": "org.apache.hadoop.fs.azurebfs.Abfs",
        f"{hadoop}.azure.abfs.endpoint": f"127.0.0.1:{blob_port}",
        f"{hadoop}.azure.always.use.https": "false",
        f"{hadoop}.azure.account.auth.type": "SharedKey",
        f"{hadoop}.azure.account.key.{account}.dfs.core.windows.net": key,
        f"{hadoop}.azure.account.key.{account}.blob.core.windows.net": key,
        f"{hadoop}.azure.account.hns.enabled": "false",
        f"{hadoop}.azure.fns.account.service.type": "BLOB",
        f"{hadoop}.azure.networking.library": "JDK_HTTP_URL_CONNECTION",
    }


def spare_memory() -> None:
    """An embedded engine that is opened after this gives memory back as soon as it is free.

    For runs over a long history, which fit into a small machine so and take a fifth more time.
    """
    os.environ[_GIVEN_BACK_AFTER] = "0"


def leave_nothing_behind() -> None:
    """Remove the rows that sessions of this process have kept beside the engine.

    For a process that ends by os._exit; any other end does it by itself, but for a kill.
    """
    while _FOLDERS:
        shutil.rmtree(_FOLDERS.pop(), ignore_errors=True)


_FOLDERS: list[str] = []


def _open_embedded(conf: Mapping[str, str]) -> "SparkSession":
    # Before the client's library is loaded, which else looks after its threads in each program that the process starts,
    # and now and then aborts that before it has begun: a Java then ends without a word.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")
    # Its allocator would keep what is free for a second, and pages of 2 MB for one value: a rebuild of 36 months took
    # 11 GB so, of which it needed 2.
    os.environ.setdefault("MIMALLOC_ALLOW_THP", "0")
    os.environ.setdefault(_GIVEN_BACK_AFTER, "10")
    from pysail.spark import SparkConnectServer

    from jobs.answers import whole_answers

    # The engine and delta-rs, which tends its tables, look for the identity of the process under different names.
    if endpoint := os.environ.get("IDENTITY_ENDPOINT"):
        os.environ.setdefault("AZURE_MSI_ENDPOINT", endpoint)
    # Where rows that a run needs several times lie meanwhile, persons' among them; gone with the process.
    folder = tempfile.mkdtemp(prefix="tillstream-")
    _FOLDERS.append(folder)
    atexit.register(leave_nothing_behind)
    os.environ["SAIL_EXECUTION__CHECKPOINT__PATH"] = Path(folder).as_uri()
    # A batch is small: what few rows take is not worth to be spread over the cores.
    os.environ["SAIL_EXECUTION__USE_ROW_NUMBER_ESTIMATES_TO_OPTIMIZE_PARTITIONING"] = "true"
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = _connect(port, {**conf, _ENGINE: EMBEDDED})
    whole_answers(session)
    # The server lives as long as its session. At the end of the process it just ends: a client that outlives its server
    # for a moment would keep the process waiting for an answer.
    weakref.finalize(session, server.stop).atexit = False
    return session


def _open_spark(conf: Mapping[str, str]) -> "SparkSession":
    # Not builder.remote("local[n]"): that listens on the fixed port 15002, so that two stacks collide, and sets
    # static settings a second time on the session, with a warning for each.
    from pyspark import SparkContext

    active = SparkContext._active_spark_context
    if active is None:
        settings = {"spark.master": "local[2]", "spark.app.name": "tillstream", **SPARK_CONF, **conf}
        settings["spark.connect.grpc.binding.port"] = str(_free_port())
        # By the environment, from where server and client both take it: a command line is for all to read.
        os.environ["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = secrets.token_urlsafe(32)
        active = _started_context(settings)
    return _connect(active.getConf().get("spark.connect.grpc.binding.port"), _NO_CONF)


def _open_platform(conf: Mapping[str, str]) -> "SparkSession":
    from pyspark.sql import SparkSession

    session: SparkSession = SparkSession.builder.getOrCreate()
    for name, value in {**_STRICT, **conf}.items():
        session.conf.set(name, value)
    return session


def _started_context(settings: Mapping[str, str]) -> "SparkContext":
    from pyspark import SparkConf, SparkContext

    # PySpark starts no JVM in a process that has opened a remote session, except under its own sign of a local server.
    # The sign must not stay: any session's stop() would take the server, and remote mode as a whole, down with it.
    os.environ["SPARK_LOCAL_REMOTE"] = "1"
    try:
        return SparkContext(conf=SparkConf().setAll(list(settings.items())))
    except PySparkException as error:
        raise EngineNotStarted(
            "Apache Spark does not start.",
            found=str(error),
            expected="a Java 17 to 21 as JAVA_HOME, and jars that are there as spark.jars",
            next_step="see what Java has said above; till doctor looks for a Java",
        ) from error
    finally:
        del os.environ["SPARK_LOCAL_REMOTE"]


def _connect(port: object, conf: Mapping[str, str]) -> "SparkSession":
    from pyspark.sql import SparkSession

    from jobs.answers import take_answers_as_they_are

    take_answers_as_they_are()
    # By this name and no other the client sends a token without TLS.
    builder = SparkSession.builder.remote(f"sc://localhost:{port}")
    for name, value in {**SESSION_CONF, **conf}.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.create()
    return session


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


ENGINES: Mapping[str, Callable[[Mapping[str, str]], "SparkSession"]] = MappingProxyType(
    {EMBEDDED: _open_embedded, SPARK: _open_spark, PLATFORM: _open_platform}
)
