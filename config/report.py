"""What reading a county folder found: faults, which refuse it, and notes, which do not.

Here: collecting them. Not here: the shape of a fault and its wording on the screen (yaml_reader.py).
"""

from config.yaml_reader import Fault, Faults, Place


class Report:
    """Collects everything, so that one run of the check tells everything."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []

    def fault(self, place: Place, message: str, hint: str = "") -> None:
        self.faults.append(Fault(place, message, hint))

    def note(self, place: Place, message: str, hint: str = "") -> None:
        self.notes.append(Fault(place, message, hint))

    def settle(self) -> None:
        """Raise all faults at once, if there are any."""
        if self.faults:
            raise Faults(self.faults)
