"""What people see of the rulebooks: the picture, the reference, the check; and loading from files."""

from pathlib import Path

import pytest

from config.yaml_reader import Faults
from tests.workflows.text import COUNTY, SHARED, SMALL, changed, load, write
from workflows.check import check_rulebooks
from workflows.draw import draw
from workflows.loader import load_rulebooks
from workflows.reference import REFERENCE, reference
from workflows.schema import RULEBOOK
from workflows.schema import SHARED as SHARED_KEYS


def test_the_picture_shows_every_state_and_move() -> None:
    machine = load(("limit: 2 wd @A}", "limit: 2 wd @A, sample: 10 % @A}")).machines["small"]

    assert draw(machine, "en").splitlines() == [
        "---",
        "title: Small matter",
        "---",
        "stateDiagram-v2",
        "    answer: To do： Answer it<br/>10 working days / 20 working days",
        "    archive: To do： Archive it<br/>hard 60 working days, simple 30 working days",
        "    archive__verify: Being verified： Archive it<br/>2 working days",
        "    experts: expert review<br/>on back_on<br/>paused: answer",
        "    closed: closed",
        "    dropped: dropped",
        "    [*] --> answer: Order it",
        "    answer --> archive: Tell the result",
        "    answer --> experts: Ask the experts",
        "    answer --> closed: Let it lapse (engine)",
        "    answer --> dropped: Drop it",
        "    archive --> archive__verify: File it away",
        "    archive --> closed: File it away [sent] (not drawn)",
        "    archive --> dropped: File it away (not drawn)",
        "    archive --> dropped: Drop it",
        "    archive__verify --> closed: Pass the verification [sent]",
        "    archive__verify --> dropped: Pass the verification",
        "    archive__verify --> archive: Return it： not enough",
        "    archive__verify --> archive: Return it： the report is untrue",
        "    archive__verify --> dropped: Drop it",
        "    experts --> answer: Come back",
        "    experts --> dropped: Drop it",
        "    closed --> [*]",
        "    dropped --> [*]",
    ]


def test_the_picture_has_chinese_titles_too() -> None:
    picture = draw(load().machines["small"])

    assert "    answer --> archive: 告知" in picture
    assert "    answer --> closed: 逾期（系统）" in picture
    assert "暂停计时" in picture


def test_the_written_reference_is_not_stale() -> None:
    """Write it anew with `python -m workflows.reference`."""
    assert REFERENCE.read_text(encoding="utf-8") == reference()


def test_the_reference_has_every_key() -> None:
    text = reference()

    for key in (*RULEBOOK.keys, *SHARED_KEYS.keys):
        assert key.later or f"| `{key.name}`" in text


def test_files_and_folders_are_loaded_together(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    write(tmp_path, shared=SHARED)
    write(ours, small=SMALL)

    assert list(load_rulebooks([tmp_path / "shared.yaml", ours]).machines) == ["small"]


def test_a_county_adds_its_own_to_the_shipped_ones(tmp_path: Path) -> None:
    from workflows.loader import SHIPPED

    write(tmp_path, small=SMALL)

    assert "small" in load_rulebooks([SHIPPED, tmp_path]).machines


def test_a_check_answers_with_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short names where the file is near; faults of several files together."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, shared=SHARED.replace("batch:", "bach:"), small=changed(SMALL, ("next: archive}", "next: archiv}")))

    checked = check_rulebooks([tmp_path])

    assert checked.rulebooks is None
    assert checked.lines == (
        "shared.yaml:5:1: the day needs `batch` (e.g. batch: 08:30)",
        "shared.yaml:5:7: the day knows no key `bach` (did you mean `batch`?)",
        "small.yaml:27:49: there is no duty, wait or end `archiv` (did you mean `archive`?)",
    )


def test_a_check_answers_with_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, shared=SHARED, small=SMALL)
    overrides = tmp_path / "overrides"
    overrides.mkdir()
    write(overrides, ours="small.duties.answer.limit.promised: 9 wd @A\n")

    checked = check_rulebooks([tmp_path], [overrides], county=COUNTY)

    assert checked.rulebooks is not None
    assert [line.partition(": ")[0] for line in checked.lines] == ["overrides/ours.yaml:1:1"]


def test_a_broken_file_does_not_hide_the_faults_of_the_others(tmp_path: Path) -> None:
    write(tmp_path, shared="a: [", small=changed(SMALL, ("next: archive}", "next: archiv}")))

    with pytest.raises(Faults) as caught:
        load_rulebooks([tmp_path])

    assert [fault.message for fault in caught.value.faults] == [
        "the file ends inside a bracket",
        "there is no duty, wait or end `archiv`",
    ]
