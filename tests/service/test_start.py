"""The start of the program: loaded once, run as `duban` or as a module."""

import gc
import sys

import pytest

from service.__main__ import main


def test_what_the_start_loads_is_left_out_of_the_search_for_garbage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["duban", "version"])
    gc.unfreeze()

    with pytest.raises(SystemExit, match="0"):
        main()

    assert capsys.readouterr().out.startswith("duban ")
    assert gc.get_freeze_count() > 0
    assert gc.isenabled(), "what the command makes and drops is searched as ever"
