"""docs/scenarios.md: its example is played as it stands, and it names every key and every line."""

import re
from pathlib import Path

import pytest

from service.scenario import run_scenario
from service.scenario.expectation import KEYS as EXPECTED
from service.scenario.expectation import LIGHTS
from service.scenario.known import SAYS
from service.scenario.reading import HEAD
from service.scenario.timeline import KEYS as HAPPENING

MANUAL = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def test_the_example_goes_as_it_expects(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
    assert example is not None
    path = tmp_path / "example.yaml"
    path.write_text(example[1], encoding="utf-8")

    assert [one.words.en for one in run_scenario(path).differences] == []


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *HEAD,
            *HAPPENING,
            *(key for keys in HAPPENING.values() for key in keys),
            *(key for keys in EXPECTED.values() for key in keys),
            *SAYS,
            *LIGHTS,
        }
    ),
)
def test_the_manual_names_every_key_and_every_line(name: str) -> None:
    assert re.search(rf"\b{name}\b", "\n".join(re.findall(r"`([^`\n]+)`", MANUAL)))
