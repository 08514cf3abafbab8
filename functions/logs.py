"""Structured logs of the function app: one JSON object a line, one event name per outcome, no row values."""

import logging

import structlog

from jobs.contracts.paths import printable


def configure_logs() -> None:
    """Send every structlog event through Python's logging, which the Functions host collects."""
    logging.getLogger("azure").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _one_line,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _one_line(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Names from outside must not break or forge a log line."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}
