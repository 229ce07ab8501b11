"""Scenario files: a timeline played on a virtual clock with the real engine, and compared with what was expected.

Here: reading a scenario (reading.py, timeline.py, expectation.py), playing it (stage.py, play.py, postman.py), judging
it (verdict.py), printing it (page.py). Not here: the command (service/simulate.py), any rule of the engine.
"""

from service.scenario.report import Report
from service.scenario.run import run_scenario

__all__ = ["Report", "run_scenario"]
