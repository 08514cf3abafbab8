"""Looks for a text in everything that a storage account holds, in whatever form it is kept."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator

import pyarrow.parquet as pq
from azure.storage.blob import BlobServiceClient

LAYERS = ("landing", "raw", "bronze", "silver", "gold", "quarantine", "reports")


def texts_in(content: bytes) -> Iterator[str]:
    """The texts of a file: of Parquet every value, of packed files what is packed."""
    if content.startswith(b"PAR1"):
        file = pq.ParquetFile(io.BytesIO(content))
        yield json.dumps(file.read().to_pylist(), default=str, ensure_ascii=False)
        yield str(file.metadata.to_dict())
    elif content.startswith(b"\x1f\x8b"):
        yield from texts_in(gzip.decompress(content))
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from texts_in(packed.read(name))
    else:
        yield content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1")


def found_in(service: BlobServiceClient, *words: str) -> dict[str, list[str]]:
    """The files that hold one of the words, by word, as container/path."""
    found: dict[str, list[str]] = {word: [] for word in words}
    for layer in LAYERS:
        container = service.get_container_client(layer)
        for name in container.list_blob_names():
            content = container.download_blob(name).readall()
            for text in texts_in(content):
                for word in words:
                    if word in text and f"{layer}/{name}" not in found[word]:
                        found[word].append(f"{layer}/{name}")
    return found
