"""What every test shares: hypothesis profiles, the real servers and databases, what is read once. Fakes live beside their tests."""

import gc
import os
from collections import Counter
from collections.abc import Generator

import pytest
from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

pytest_plugins = ["tests.remembered", "tests.postgres", "tests.migrated", "tests.smtp"]

# The other formatter draws every variable of every frame: seconds for a fault that a test makes on purpose.
ConsoleRenderer.get_active().exception_formatter = plain_traceback

# No deadline: a busy machine is not a defect.
settings.register_profile("default", deadline=None, derandomize=False)
# In CI the same commit gives the same answer; the search for new examples goes on at everybody's desk.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded now stays until the end: searching it for garbage would take a tenth of the time that all tests take."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


# --- several workers -----------------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files of few tests go first: theirs are the long ones, and no worker should have one left when the others are done."""
    if hasattr(config, "workerinput"):
        how_many = Counter(item.path for item in items)
        items.sort(key=lambda item: how_many[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """A file goes to one worker as a whole: what it makes for all its tests is made once."""
    if config.option.dist != "load":
        return None
    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)
