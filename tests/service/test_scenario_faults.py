"""A mistake in a scenario file is told with its line and column, all mistakes at once, and nothing is played."""

from pathlib import Path

import pytest

from config.initial import HERE
from config.yaml_reader import Faults
from service.folder import Folder, read_folder
from service.scenario.known import known
from service.scenario.reading import read_draft, read_scenario

HEAD = """\
scenario: {zh: 示例, en: Example}
county: sample
workflows: [first_contact]
begins: 2026-03-09T08:30
ends: 2026-03-31T18:00
"""
TIMELINE = """\
timeline:
  - {at: 2026-03-09T09:00, open: first_contact, as: front_desk, name: q}
"""
WHOLE = HEAD + TIMELINE  # 7 lines; what is appended begins on line 8


@pytest.fixture(scope="module")
def sample() -> Folder:
    return read_folder(HERE / "sample")


def _faults(text: str, sample: Folder, folder: Path) -> list[str]:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as found:
        read_scenario(read_draft(path), sample.county, known(sample))
    return [f"{one.place.line}:{one.place.column} {one.message} {one.hint}" for one in found.value.faults]


def _line(text: str) -> str:
    return f"{WHOLE}  - {text}\n"


def _expect(text: str) -> str:
    return f"{WHOLE}expect:\n  - {text}\n"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        # The head.
        ("- a list\n", "1:1", "must be a map"),
        (TIMELINE, "1:1", "needs `begins`"),
        (HEAD, "1:1", "needs `timeline`"),
        (WHOLE + "begin: 2026-03-09T08:30\n", "8:1", "did you mean `begins`?"),
        (WHOLE.replace("T08:30", ""), "4:9", "write 2026-02-13T15:00"),
        (WHOLE.replace("03-31", "02-31"), "5:7", "does not exist"),
        (WHOLE.replace("2026-03-31", "2026-03-01"), "5:7", "`ends` is before `begins`"),
        (WHOLE.replace("[first_contact]", "[first_contacts]"), "3:13", "did you mean `first_contact`?"),
        (WHOLE + "only: lists\n", "8:7", "did you mean `listed`?"),
        (WHOLE.replace("en: Example", "fr: Exemple"), "1:20", "has no key `fr`"),
        # Matters the engine opens.
        (WHOLE + "matters: {x: {workflow: monthly}}\n", "8:25", "names no workflow"),
        (WHOLE + "matters: {x: {unit: office}}\n", "8:14", "needs `workflow`"),
        (WHOLE + "matters: {q: {workflow: monthly_check}}\n", "7:71", "already stands for another matter"),
        # The timeline.
        (_line("{at: 2026-03-09T10:00}"), "8:5", "needs one of: open, do"),
        (_line("{at: 2026-03-09T10:00, opne: first_contact}"), "8:5", "did you mean `open`?"),
        (_line("{at: 2026-03-09T10:00, do: offer, open: first_contact}"), "8:5", "needs one of"),
        (_line("{do: offer, matter: q, as: front_desk}"), "8:5", "needs `at`"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: q}"), "8:5", "needs `as`"),
        (_line("{at: 2026-03-09T10:00, do: ofer, matter: q, as: front_desk}"), "8:32", "did you mean `offer`?"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: p, as: front_desk}"), "8:47", "names no matter: p"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: q, as: front_dsk}"), "8:54", "did you mean `front_desk`?"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: q, as: front_desk, field: {}}"), "8:66", "`fields`?"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: q, as: front_desk, fields: x}"), "8:74", "map of fields"),
        (_line("{at: 2026-03-09T10:00, do: offer, matter: q, as: front_desk, refused: no}"), "8:75", "is no refusal"),
        (_line("{at: 2026-03-09T08:45, do: offer, matter: q, as: front_desk}"), "8:5", "before the line above it"),
        (_line("{at: 2026-04-09T10:00, do: offer, matter: q, as: front_desk}"), "8:5", "after the scenario ends"),
        (_line("{at: 2026-03-09T10:00, open: first_contact, as: front_desk, name: q}"), "8:71", "another matter"),
        (_line("{at: 2026-03-09T10:00, open: first_contact, as: front_desk, unit: ofice}"), "8:71", "`office`?"),
        (_line("{at: 2026-03-09T10:00, absent: front_desk, from: 2026-03-10}"), "8:5", "needs `to`"),
        (
            _line("{at: 2026-03-09T10:00, absent: front_desk, from: 2026-03-10, to: 2026-03-09}"),
            "8:70",
            "is before `from`",
        ),
        (_line("{at: 2026-03-09T10:00, outage: {until: 2026-03-09T09:00}}"), "8:44", "not after the outage begins"),
        (_line("{at: 2026-03-09T10:00, outage: 1}"), "8:36", "must be a map"),
        (_line("{at: 2026-03-09T10:00, mail: away}"), "8:34", "up, down"),
        (_line("{at: 2026-03-09T10:00, mail: {refuse: nobody}}"), "8:43", "names no person"),
        (_line("{at: 2026-03-09T10:00, calendar: {off: [2027-01-01]}}"), "8:38", "needs `year`"),
        (_line("{at: 2026-03-09T10:00, calendar: {year: 2027, off: [2026-01-01]}}"), "8:45", "cannot be announced so"),
        (_line("{at: 2026-03-09T10:00, calendar: {year: 2027, off: [soon]}}"), "8:57", "a day or a range of days"),
        (_line("{at: 2026-03-09T10:00, correct: 误点, matter: q}"), "8:5", "needs `as`"),
        (WHOLE.replace("timeline:\n", "timeline:\n  - text\n"), "7:5", "must be a map of keys"),
        (HEAD + "timeline: text\n", "6:11", "must be a list"),
        # What is expected.
        (_expect("{at: 2026-03-09T10:00, to: front_desk}"), "9:5", "needs one of: says, silence, mails, state"),
        (_expect("{at: 2026-03-09T10:00, say: due, to: front_desk}"), "9:5", "did you mean `says`?"),
        (_expect("{to: front_desk, says: due}"), "9:5", "needs `at`"),
        (_expect("{at: 2026-03-09T10:00, says: due}"), "9:5", "needs `to`"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, says: do}"), "9:50", "is nothing a notice says"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, says: E9}"), "9:50", "known: T-3 wd, start"),
        (_expect("{at: 2026-03-09T10:00, to: [front_desk, nobody], says: due}"), "9:45", "names no person: nobody"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, cc: front_desk, says: due}"), "9:48", "front_desk twice"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, says: due, matter: p}"), "9:63", "names no matter: p"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, says: due, clock: answerin}"), "9:62", "`answering`?"),
        (_expect("{at: 2026-03-09T10:00, matter: q, clock: decide, late: 0}"), "9:46", "names no clock: decide"),
        (_expect("{at: 2026-03-09T10:00, to: front_desk, says: due, later: perhaps}"), "9:62", "true or false"),
        (_expect("{silence: 2026-03-09T10:00}"), "9:15", "two instants"),
        (_expect("{silence: [2026-03-10T10:00, 2026-03-09T10:00]}"), "9:15", "the earlier one first"),
        (_expect("{silence: [2026-03-01T10:00, 2026-03-10T10:00]}"), "9:5", "before the scenario begins"),
        (_expect("{mails: one, to: front_desk}"), "9:13", "whole number"),
        (_expect("{mails: 1}"), "9:5", "needs `to`"),
        (_expect("{late: 2}"), "9:5", "needs `matter`"),
        (_expect("{matter: q, state: answered}"), "9:24", "did you mean `answer`?"),
        (_expect("{matter: q, light: yellow}"), "9:24", "names no light"),
        (_expect("{matter: q, promised: soon}"), "9:27", "must be a day"),
        (_expect("{matter: q, points: few}"), "9:25", "must be a number"),
        (_expect("{matter: q, promised: 2026-03-16, lates: 2}"), "9:39", "did you mean `late`?"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: str, words: str, sample: Folder, tmp_path: Path) -> None:
    told = _faults(text, sample, tmp_path)

    assert [one for one in told if one.startswith(f"{place} ") and words in one], told
    assert len(told) == 1, told


def test_all_mistakes_are_told_at_once(sample: Folder, tmp_path: Path) -> None:
    text = WHOLE.replace("front_desk", "fron_desk") + "expect:\n  - {at: 2026-03-09T10:00, to: nobody, says: dew}\n"

    told = _faults(text, sample, tmp_path)

    assert [one.split()[0] for one in told] == ["7:53", "9:32", "9:46"]


def test_what_expects_a_refusal_may_name_what_does_not_exist(sample: Folder, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        _line("{at: 2026-03-09T10:00, do: fly, matter: q, as: x, refused: unknown_event}"), encoding="utf-8"
    )

    scenario = read_scenario(read_draft(path), sample.county, known(sample))

    assert len(scenario.timeline) == 2


def test_without_an_end_it_is_played_to_the_last_instant_it_names(sample: Folder, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    text = (
        WHOLE.replace("ends: 2026-03-31T18:00\n", "") + "expect:\n  - {silence: [2026-03-10T00:00, 2026-03-12T23:59]}\n"
    )
    path.write_text(text, encoding="utf-8")

    scenario = read_scenario(read_draft(path), sample.county, known(sample))

    assert f"{scenario.ends:%Y-%m-%d %H:%M}" == "2026-03-12 23:59"


@pytest.mark.parametrize(("name", "words"), [("missing.yaml", "cannot be opened"), ("empty.yaml", "the file is empty")])
def test_a_file_that_cannot_be_read_is_told_by_name(name: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing\n", encoding="utf-8")

    with pytest.raises(Faults) as found:
        read_draft(tmp_path / name)

    assert words in str(found.value)
    assert name in str(found.value)
