"""The demand date of a supervision order, seen on every line of a scenario: a file can say which date, not that there is none."""

from pathlib import Path

from service.scenario import run_scenario

FILE = Path(__file__).parent.parent / "scenarios" / "demand_date.yaml"


def test_only_the_supervision_order_demands_a_date() -> None:
    """E1 and E3 order nothing; E4 is the last step, so there is no next one to count back from (decision 7)."""
    lines = run_scenario(FILE).notices

    assert {line.says for line in lines} >= {"E1", "E2", "E3", "E4"}
    assert {line.says for line in lines if line.demand} == {"E2"}
