"""Logging: structlog to standard error, as text for people or as JSON lines for collectors."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logging(*, as_json: bool, quiet: bool = False) -> None:
    """Set up logging for this process; `quiet` keeps only warnings and worse."""
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if quiet else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # They tell their own stories at length, pyHanko with a traceback for each hostile file.
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
