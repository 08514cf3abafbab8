"""One whole stack for all tests that need a stack and nothing of their own: they keep apart by stores and paths."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import TillStack
from till.settings import REPOSITORY


@pytest.fixture(scope="session")
def shared_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mappings that the shared stack reads, beside which a module may put its own."""
    folder = tmp_path_factory.mktemp("shared") / "sources"
    shutil.copytree(REPOSITORY / "sources", folder)
    return folder


@pytest.fixture(scope="session")
def shared_stack(tmp_path_factory: pytest.TempPathFactory, shared_sources: Path) -> Iterator[TillStack]:
    told = {
        "TILLSTREAM_SOURCES_FOLDER": str(shared_sources),
        "TILLSTREAM_COMPLETENESS_SCHEDULE": "*/5 * * * * *",
    }
    started = TillStack(tmp_path_factory.mktemp("stack") / "home", environment=told)
    started.till("up")
    yield started
    started.till("down")
