"""The words of document numbers, and whether calendar files are wanted: defaults, a county's own, two kinds with one word."""

from pathlib import Path

import pytest

from config.county import read_county
from config.keys import PAPER_SERIES
from config.settings import Settings
from config.yaml_reader import Faults
from tests.config.small import small_county


def settings(folder: Path, text: str = "") -> Settings:
    county = small_county(folder / "county")
    path = county / "county.yaml"
    path.write_text(f"{path.read_text('utf-8')}{text}\n", "utf-8")
    return read_county(county).settings


def test_without_a_word_about_it_the_usual_words_are_used_and_no_calendar_files(tmp_path: Path) -> None:
    found = settings(tmp_path)

    assert (found.papers.prefix, dict(found.papers.series)) == ("教", dict(PAPER_SERIES))
    assert found.calendar_files is False


def test_a_county_changes_single_words_and_adds_a_kind(tmp_path: Path) -> None:
    found = settings(
        tmp_path, "papers: {prefix: 示教, series: {supervision_order: 督办, own_paper: 函}}\ncalendar_files: yes"
    )

    assert found.papers.prefix == "示教"
    assert dict(found.papers.series) == {**PAPER_SERIES, "supervision_order": "督办", "own_paper": "函"}
    assert found.calendar_files is True


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("papers: {series: {supervision_order: 催}}", "is the same word as for urging_notice"),
        ("papers: {series: {own_paper: 督}}", "is the same word as for supervision_order"),
        ("papers: {prefx: 教}", "is not a known key"),
        ("calendar_files: maybe", "calendar_files"),
    ],
)
def test_what_would_number_twice_is_a_fault(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(Faults) as raised:
        settings(tmp_path, text)

    assert fault in str(raised.value)
