"""The static checks: what a rulebook must not say, found before a matter can meet it."""

from workflows.checks.family import Family
from workflows.checks.run import run

__all__ = ["Family", "run"]
