"""Logging of the command line: on stderr, with every password masked."""

from __future__ import annotations

import logging

from acm.database.dsn import mask


class _MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def configure(level: int, *, debug: bool = False) -> None:
    """Send the logs of ACM and of the embedded engine to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(_MaskingFormatter("%(levelname)s %(message)s"))
    for name in ("acm", "tsql_pg"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.DEBUG if debug else level)
        logger.propagate = False
