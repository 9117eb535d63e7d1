"""The command line of ACM."""

from acm.cli.main import main

__all__ = ["main"]
