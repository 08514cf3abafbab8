"""Every name that code and infrastructure share: file systems, queues, the ledger table, what is announced.

They are written once, in names.json, which infra/main.bicep reads too.
"""

import json
from importlib.resources import files
from typing import Any

_NAMES: dict[str, Any] = json.loads(files(__package__).joinpath("names.json").read_text(encoding="utf-8"))
_LAKE: dict[str, str] = _NAMES["fileSystems"]
_QUEUES: dict[str, str] = _NAMES["queues"]

LANDING = _LAKE["landing"]
RAW = _LAKE["raw"]
BRONZE = _LAKE["bronze"]
SILVER = _LAKE["silver"]
GOLD = _LAKE["gold"]
QUARANTINE = _LAKE["quarantine"]
REPORTS = _LAKE["reports"]
FILE_SYSTEMS = tuple(_LAKE.values())

LANDING_EVENTS = _QUEUES["landingEvents"]
TRANSFORM_REQUESTS = _QUEUES["transformRequests"]
TRANSFORM_RESULTS = _QUEUES["transformResults"]
POISON_SUFFIX: str = _NAMES["poisonSuffix"]
BLOB_TRIGGER_POISON: str = _NAMES["blobTriggerPoison"]
QUEUES = (*(name + end for name in _QUEUES.values() for end in ("", POISON_SUFFIX)), BLOB_TRIGGER_POISON)

LEDGER_TABLE: str = _NAMES["ledgerTable"]

# Of the events of the lake: those after which a file is there as a whole, and no others of the same write.
ANNOUNCED_TYPES = frozenset(_NAMES["announcements"]["types"])
ANNOUNCED_CALLS = frozenset(_NAMES["announcements"]["calls"])
