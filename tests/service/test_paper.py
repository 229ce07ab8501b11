"""`duban paper`: the papers of a matter or of a day, written to print, whoever got them with his mail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.run import commands
from engine.run.sweep import next_wake, sweep
from engine.store import outbox
from service.bootstrap import Opened, open_cell
from tests.service.conftest import NOW, Run

VALUES = {"visitor": "某家长", "channel": "visit", "request": "答复来访家长"}
#: Handed over within 1 working day: due Tue 10 Nov, so E1 on Wed 11 Nov (1 after), E2 on Fri 13 Nov (3 after).
E1, E2 = "2026-11-11", "2026-11-13"
FRIDAY_NOON = datetime(2026, 11, 13, 4, tzinfo=UTC)


@pytest.fixture
def number(used_county: Path) -> str:
    """A matter that nobody touches until Friday, with every mail arriving."""
    with open_cell(used_county, NOW, {}) as opened:
        number = commands.open_matter(opened.cell, "first_contact", "front_desk", VALUES, NOW).number
        now = NOW
        while (wake := next_wake(opened.cell, now)) <= FRIDAY_NOON:
            now = wake
            sweep(opened.cell, now)
            _arrive(opened, now)
    return number


def _arrive(opened: Opened, now: datetime) -> None:
    while True:
        with opened.cell.database.write() as tx:
            mail = outbox.claim(tx, now, worker="test", lease=timedelta(minutes=5))
            if mail is None:
                return
            outbox.sent(tx, mail.id, now)


def test_the_papers_of_a_matter_are_written_once_each(run: Run, number: str, tmp_path: Path) -> None:
    result = run("paper", number, "--to", str(tmp_path / "out"))

    written = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert result.exit_code == 0
    assert sorted(Path(line).name for line in result.stdout.splitlines()) == written
    assert written == ["教催〔2026〕1号.html", "教督〔2026〕1号.html"]
    assert "教督〔2026〕1号" in (tmp_path / "out" / "教督〔2026〕1号.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("day", "count"), [(E1, 1), ("2026-11-12", 0), (E2, 1)])
def test_the_papers_of_a_day_are_those_issued_on_it(
    run: Run, number: str, tmp_path: Path, day: str, count: int
) -> None:
    result = run("paper", "--on", day, "--to", str(tmp_path / "out"), "--lang", "en")

    assert result.exit_code == 0
    assert len(list((tmp_path / "out").glob("*.html"))) == count
    assert ("There are no papers." in result.stdout) is (count == 0)


@pytest.mark.parametrize("arguments", [[], ["SW-2026-0001", "--on", E1], ["--on", "soon"], ["SW-2026-0999"]])
def test_one_matter_or_one_day_is_asked_for_and_it_must_be_there(
    run: Run, number: str, tmp_path: Path, arguments: list[str]
) -> None:
    result = run("paper", *arguments, "--to", str(tmp_path / "out"))

    assert result.exit_code in (1, 2)
    assert result.stderr.strip()
    assert not (tmp_path / "out").exists()
