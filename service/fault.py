"""What a person typed and cannot be meant so, worded where it is known who typed it. Refusals are engine/core/refusal.py's."""

from engine.core.machine import Text


class BadInput(Exception):
    """Bad input: nothing was done."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
