"""From a resolved rulebook to a machine: that is all it needs, no file, no place, no county."""

from workflows.compiler.machine import compile_machine

__all__ = ["compile_machine"]
