"""What is pure, slow and asked for in nearly every test is done once in a process: reading a YAML text, compiling a template.

Nothing else is remembered. The same text gives the same immutable tree and the same code; a fault is found anew each time.
To be imported before whoever imports `read` by name.
"""

from functools import lru_cache
from typing import Any

from config import yaml_reader
from notifications.environment import Environment

#: More than the files of a few counties, less than all the texts that a search for counter-examples makes up.
MOST = 256

_compile = Environment.compile
_codes: dict[tuple[object, ...], Any] = {}


def _compile_once(self: Environment, source: Any, *how: Any, **more: Any) -> Any:
    # What is constant is worked out while compiling, with the filters of a language.
    key = (source, how, tuple(more.items()), tuple(self.filters.items()))
    if key not in _codes:
        _codes[key] = _compile(self, source, *how, **more)
    return _codes[key]


def forget() -> None:
    """For a test of how long reading takes."""
    read.cache_clear()


read = lru_cache(MOST)(yaml_reader.read)
yaml_reader.read = read
Environment.compile = _compile_once  # type: ignore[method-assign,assignment]
