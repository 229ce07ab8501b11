"""What every test shares: hypothesis profiles, the real servers, what is read once. Fakes live beside their tests."""

import os

from hypothesis import settings

pytest_plugins = ["tests.remembered", "tests.postgres", "tests.smtp"]

# No deadline: a busy machine is not a defect.
settings.register_profile("default", deadline=None, derandomize=False)
# In CI the same commit gives the same answer; the search for new examples goes on at everybody's desk.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
