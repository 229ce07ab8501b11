"""Every scenario file is played with the real engine, and everything is as the file expects.

The files work their dates out by hand; where the program differs, one of the two is wrong and the file says by which rule.
"""

from pathlib import Path

import pytest

from service.scenario import run_scenario

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_is_as_the_scenario_expects(path: Path) -> None:
    report = run_scenario(path)

    told = [f"{one.place}: {one.words.en}" for one in report.differences]
    assert told == []
