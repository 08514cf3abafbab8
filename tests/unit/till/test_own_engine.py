"""An operator's machine without the engine: what a command says that needs it."""

import sys

import pytest

from functions.settings import Settings
from jobs.contracts.errors import ConfigurationInvalid
from till.own_engine import OwnEngine


def test_without_the_engines_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "till.warm.engine_side", None)
    with pytest.raises(ConfigurationInvalid, match="make setup"):
        OwnEngine(Settings(lake_connection="UseDevelopmentStorage=true", ops_connection="UseDevelopmentStorage=true"))
