"""Every name that code and infrastructure share: file systems, queues, the ledger table."""

LANDING = "landing"
RAW = "raw"
BRONZE = "bronze"
SILVER = "silver"
GOLD = "gold"
QUARANTINE = "quarantine"
REPORTS = "reports"
FILE_SYSTEMS = (LANDING, RAW, BRONZE, SILVER, GOLD, QUARANTINE, REPORTS)

TRANSFORM_REQUESTS = "transform-requests"
TRANSFORM_RESULTS = "transform-results"
POISON_SUFFIX = "-poison"
BLOB_TRIGGER_POISON = "webjobs-blobtrigger-poison"
QUEUES = (
    TRANSFORM_REQUESTS,
    TRANSFORM_REQUESTS + POISON_SUFFIX,
    TRANSFORM_RESULTS,
    TRANSFORM_RESULTS + POISON_SUFFIX,
    BLOB_TRIGGER_POISON,
)

LEDGER_TABLE = "ledger"
