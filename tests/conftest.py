"""What every test shares: hypothesis profiles, the real servers and databases, what is read once. Fakes live beside their tests."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback

pytest_plugins = ["tests.remembered", "tests.postgres", "tests.migrated", "tests.smtp"]

# The other formatter draws every variable of every frame: seconds for a fault that a test makes on purpose.
ConsoleRenderer.get_active().exception_formatter = plain_traceback

# No deadline: a busy machine is not a defect.
settings.register_profile("default", deadline=None, derandomize=False)
# In CI the same commit gives the same answer; the search for new examples goes on at everybody's desk.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is loaded now stays until the end: searching it for garbage would take a tenth of the time that all tests take."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
