"""What tests of threads wait for: a call that was made, never a time that has passed."""

from collections.abc import Callable
from threading import Condition

PATIENCE = 10.0


class Calls:
    """A piece of work that counts how often it was called."""

    def __init__(self, do: Callable[[], object] = lambda: None) -> None:
        self.count = 0
        self._do = do
        self._changed = Condition()

    def __call__(self) -> None:
        with self._changed:
            self.count += 1
            self._changed.notify_all()
        self._do()

    def wait_for(self, count: int, *, patience: float = PATIENCE) -> None:
        """Return as soon as there were `count` calls."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.count >= count, patience):
                raise TimeoutError(f"{self.count} of {count} calls came")
