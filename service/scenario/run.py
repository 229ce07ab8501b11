"""Running one scenario file from beginning to end.

Here: the order of reading, playing and judging. Not here: each of them (reading.py, play.py, verdict.py).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from structlog.processors import format_exc_info
from structlog.testing import capture_logs
from structlog.typing import EventDict

from config.initial import HERE
from config.yaml_reader import Fault, Faults
from engine.core.machine import Text
from service.folder import Folder, read_folder
from service.scenario.known import known
from service.scenario.play import Play
from service.scenario.reading import SAMPLE, Draft, read_draft, read_scenario
from service.scenario.report import Difference, Report
from service.scenario.script import Scenario
from service.scenario.stage import stage
from service.scenario.verdict import judge
from service.scenario.witness import lines, mails


def run_scenario(path: Path, county: Path | None = None, *, otherwise: Path | None = None) -> Report:
    """Play a scenario in a throw-away database and compare.

    `county`: a county folder instead of the one the file names. `otherwise`: the one to take when the file names none
    (else the sample). Raises Faults with every mistake in the scenario, the county or its rulebooks.
    """
    draft = read_draft(path)
    folder = read_folder(county or _county_folder(draft, otherwise))
    scenario = read_scenario(draft, folder.county, known(folder))
    return play_scenario(scenario, folder)


def play_scenario(scenario: Scenario, folder: Folder) -> Report:
    """Play what was read. The journal of the engine is kept from the screen; a fault in it is a difference."""
    zone, people = folder.county.settings.zone, folder.county.organisation.people
    with stage(scenario, folder) as cell, capture_logs([format_exc_info]) as events:
        play = Play(scenario, cell, {code: person.email for code, person in people.items()})
        play.run()
        with cell.database.read() as tx:
            names = play.roll.names(tx)
            said, sent = lines(tx, names, zone), mails(tx, zone)
    differences = [*play.differences, *judge(scenario, said, sent), *_faults(scenario, events)]
    return Report(
        scenario=scenario,
        zone=zone,
        names={code: person.name for code, person in people.items()},
        deeds=tuple(play.deeds),
        notices=said,
        mails=sent,
        differences=tuple(sorted(differences, key=lambda one: (one.at or scenario.ends, one.place))),
        later=tuple(one for one in scenario.expect if one.later),
    )


def _faults(scenario: Scenario, events: Sequence[EventDict]) -> Iterator[Difference]:
    """What the engine survived and only wrote into its journal: in a scenario no such thing is expected."""
    for event in events:
        if event.get("log_level") == "error":
            told = str(event.get("exception") or event).strip().rpartition("\n")[2]
            words = Text(f"程序出错 {event['event']}：{told}", f"a fault of the program, {event['event']}: {told}")
            yield Difference(place=scenario.expect_place, at=None, words=words)


def _county_folder(draft: Draft, otherwise: Path | None) -> Path:
    if draft.county == SAMPLE or not (draft.county or otherwise):
        return HERE / SAMPLE
    if not draft.county and otherwise:
        return otherwise
    folder = draft.file.parent / draft.county
    if not folder.is_dir():
        fault = Fault(draft.county_place, f"`county` names no folder: {draft.county}", "it is sought beside this file")
        raise Faults([fault])
    return folder
