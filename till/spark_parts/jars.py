"""The jars with which Apache Spark reads and writes Delta tables on abfs, fetched once from Maven Central.

They are fetched by Ivy, the resolver that Spark uses for --packages, out of PySpark's own jars, and checked against
the digests below each time they are asked for.
"""

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from till.packages import TOOLS
from till.spark_parts.errors import PartUnavailable
from till.spark_parts.java import java_home

SHA256: Mapping[str, str] = MappingProxyType(
    {
        "delta-spark_4.1_2.13-4.4.0.jar": "75a9400986853c061f5109f012547de2545a5759e5e752e5ef633dabe16a4f10",
        "delta-storage-4.4.0.jar": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
        "hadoop-azure-3.4.2.jar": "f02ab756037abaecc45ea1869144ad3a69e25ccd84062bc37805837ca254e21c",
        "wildfly-openssl-2.2.5.Final.jar": "71fb7932f99a727edb23c5a2cb8c6855ac7196fad41aa0669b3998e277165154",
    }
)
_IVY_FILE = Path(__file__).with_name("ivy.xml")
_SECONDS = 600


def delta_jars(folder: Path = TOOLS / "spark-jars") -> list[Path]:
    """The four jars in `folder`, each of them what it was when it was pinned; fetched where one is missing.

    Raises PartUnavailable where Maven Central cannot be reached or a jar has another digest.
    """
    jars = [folder / name for name in SHA256]
    if not all(jar.is_file() for jar in jars):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fetched:
            _fetch(Path(fetched))
            for jar in jars:
                _check(Path(fetched) / jar.name)
                (Path(fetched) / jar.name).replace(jar)
    for jar in jars:
        _check(jar)
    return jars


def _fetch(folder: Path) -> None:
    command = [
        *(str(java_home() / "bin" / "java"), "-jar", str(_ivy())),
        *("-cache", str(folder / "cache"), "-ivy", str(_IVY_FILE), "-m2compatible", "-error"),
        *("-retrieve", f"{folder}/[artifact]-[revision].[ext]"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    missing = [name for name in SHA256 if not (folder / name).is_file()]
    if missing:
        raise PartUnavailable(
            "The jars that Apache Spark needs for Delta could not be fetched.",
            where="Maven Central",
            found=" ".join((done.stderr + done.stdout).split())[-300:],
            expected=", ".join(missing),
            next_step="see whether Maven Central can be reached, or use the embedded engine, which needs none",
        )


def _ivy() -> Path:
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise PartUnavailable("PySpark is not installed.", next_step="make setup")
    (ivy,) = (Path(spec.origin).parent / "jars").glob("ivy-*.jar")
    return ivy


def _check(jar: Path) -> None:
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != SHA256[jar.name]:
        raise PartUnavailable(
            "A jar is not the one that was pinned.",
            where=str(jar),
            found=f"SHA-256 {found}",
            expected=f"SHA-256 {SHA256[jar.name]}",
            next_step="delete the file and try again; where it happens again, do not use it",
        )
