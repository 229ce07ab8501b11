"""How a command ends without having done its work, worded where it is known who typed it. Refusals of acts on matters are
engine/core/refusal.py's."""

from engine.core.machine import Text


class BadInput(Exception):
    """Bad input: nothing was done."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Declined(Exception):
    """What cannot be done as things stand: nothing was done. One line, or a few of one kind."""

    def __init__(self, *lines: Text) -> None:
        super().__init__("\n".join(line.en for line in lines))
        self.lines = lines


class Outside(Exception):
    """A part we do not rule does not do its work: the mail server, a disk."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
