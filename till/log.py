"""Sets up the log of a process of the local stack: one JSON object a line, on stderr."""

import json
import logging
import sys
from datetime import UTC, datetime

import structlog


class _JsonLine(logging.Formatter):
    """Leaves a line that is JSON already as it is, and makes one of any other library's message."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if text.startswith("{") and text.endswith("}"):
            return text
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return json.dumps({"event": text, "level": record.levelname.lower(), "logger": record.name, "timestamp": at})


def log_to_stderr() -> None:
    """From here on everything logged goes to stderr as JSON lines with a UTC time; libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for library in ("asyncio", "azure", "py4j", "pyspark", "urllib3"):
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
