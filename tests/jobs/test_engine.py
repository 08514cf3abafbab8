"""Which engines there are, and what a session of theirs can be relied on for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from jobs.contracts.errors import ConfigurationInvalid
from jobs.engine import azurite_conf, open_session


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigurationInvalid, match="embedded, platform, spark"):
        open_session("duckdb")


def test_importing_the_jobs_starts_no_engine() -> None:
    code = "import sys, jobs.refresh, jobs.engine; sys.exit('pysail' in sys.modules or 'grpc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("ends", ["", "; leave_nothing_behind(); os._exit(0)"])
def test_a_process_leaves_no_rows_behind_where_it_kept_them(tmp_path: Path, ends: str) -> None:
    imports = "import os, tempfile; from jobs.engine import leave_nothing_behind, open_session"
    opened = "session = open_session('embedded'); assert os.listdir(tempfile.gettempdir())"
    code, temporary = f"{imports}; {opened}{ends}", {**os.environ, "TMPDIR": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], env=temporary, check=False).returncode == 0
    assert list(tmp_path.iterdir()) == []


# With the client's handlers for forks some two of a hundred such programs were aborted before they began: a Java too.
_PROGRAMS_BESIDE_A_BUSY_CLIENT = """
import subprocess
from threading import Event, Thread
from jobs.engine import open_session

session, ended = open_session("embedded"), Event()

def ask():
    while not ended.is_set():
        session.sql("select 1").collect()

asking = Thread(target=ask)
asking.start()
try:
    # As PySpark starts its Java: with a function to call between fork and exec.
    codes = {subprocess.run(["true"], preexec_fn=lambda: None, check=False).returncode for _ in range(300)}
finally:
    ended.set()
    asking.join()
assert codes == {0}, codes
"""


def test_programs_that_a_process_starts_beside_its_busy_engine_begin() -> None:
    fresh = {name: value for name, value in os.environ.items() if name != "GRPC_ENABLE_FORK_SUPPORT"}
    code = [sys.executable, "-W", "ignore", "-c", _PROGRAMS_BESIDE_A_BUSY_CLIENT]
    done = subprocess.run(code, env=fresh, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]


_SORTS_SIDE_BY_SIDE = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from jobs.engine import open_session, spare_memory

spare_memory()
session = open_session("embedded")
letters = "select repeat(cast(id % 1000 as string), 40) as letters from range(600000)"
sort = f"select max(place) from (select row_number() over (order by letters) as place from ({letters}))"
with ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda _: session.sql(sort).collect(), range(8)))
told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
print(*(int(told[name].split()[0]) for name in ("VmRSS", "VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process holds is told by Linux only")
def test_an_engine_that_is_to_spare_memory_gives_it_back() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SORTS_SIDE_BY_SIDE],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    now, at_most = map(int, done.stdout.split())
    assert now < 0.7 * at_most


def test_timestamps_are_told_in_utc(spark: SparkSession) -> None:
    (row,) = spark.sql(
        "select timestamp '2026-03-29 00:30:00+02:00' as moment, hour(timestamp '2026-01-01 05:00:00Z') as h"
    ).collect()
    assert (row.moment.isoformat(), row.h) == ("2026-03-28T22:30:00", 5)


def test_a_cast_that_fails_is_an_error_and_not_a_null(spark: SparkSession) -> None:
    with pytest.raises(PySparkException):
        spark.sql("select cast('x' as int)").collect()


def test_the_spark_engine_is_pointed_at_the_blob_endpoint() -> None:
    conf = azurite_conf(10000, "devstoreaccount1", "secret")
    assert conf["spark.hadoop.fs.azure.abfs.endpoint"] == "127.0.0.1:10000"
    assert conf["spark.hadoop.fs.azure.account.key.devstoreaccount1.dfs.core.windows.net"] == "secret"
