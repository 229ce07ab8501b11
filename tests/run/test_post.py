"""Which lines of an unsent mail the next one still carries."""

import pytest

from engine.core.machine import TRANSFER
from engine.core.notice import Notice
from engine.run.post import has_moved_on
from engine.store.faces import Face
from tests.core.play import at


def _face(state: str, *, is_open: bool = True) -> Face:
    return Face(number="SW-2026-0001", ruleset="", state=state, unit="jijiao", period="", fields={}, is_open=is_open)


@pytest.mark.parametrize(
    ("names", "face", "moved"),
    [
        ("answer", _face("answer"), False),
        ("hand_over", _face("answer"), True),
        ("answer.extension", _face("answer"), False),  # a side duty is owed beside the state
        (TRANSFER, _face("answer"), False),
        (TRANSFER, _face("closed", is_open=False), True),
        ("answer", _face("closed", is_open=False), True),
        ("", _face("closed", is_open=False), False),  # it names no duty: that the matter is closed is what it says
        ("answer", None, False),  # of no matter
    ],
)
def test_a_line_is_carried_on_while_the_duty_it_names_is_owed(names: str, face: Face | None, moved: bool) -> None:
    line = Notice(
        matter="SW-2026-0001", clock="answer", run=1, kind="due", basis="1", person="handler_a",
        at=at("2026-03-02 08:30"), state=names,
    )  # fmt: skip

    assert has_moved_on(line, face) is moved
