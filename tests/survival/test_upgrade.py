"""Upgrading a county that is in the middle of its work, and refusing one that is ahead of the program (promises 1 and 5)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from engine.core.refusal import Refused
from engine.run import commands
from engine.store import matters
from engine.store.database import Database
from engine.store.errors import SchemaNewer
from engine.store.schema import State
from engine.store.verification import verify
from service.main import app
from tests.core.play import at
from tests.run.county import RunningCounty
from tests.service.conftest import NOBODY, MakeCounty, make_county
from tests.survival import first_schema
from tests.survival.seeded import cell_on

__all__ = ["make_county"]


@pytest.fixture
def old(url: str) -> Iterator[Database]:
    """The county on the first schema, not yet upgraded."""
    with closing(Database.open(url)) as database:
        first_schema.build(database)
        yield database


@pytest.fixture
def upgraded(old: Database) -> RunningCounty:
    old.migrate()
    return RunningCounty(cell_on(old), at(first_schema.ENDS))


def short(mails: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Of each line its kind, matter and capacity."""
    found = []
    for when, person, subject in mails:
        lines = [line.split() for line in subject.split(" | ")]
        found.append((when, person, " | ".join(f"{words[0]} {words[1]} {words[-1]}" for words in lines)))
    return sorted(found)


def test_every_matter_keeps_its_state_its_dates_and_its_next_wake_up(old: Database) -> None:
    """Promise 1: no upgrade loses a wake-up. Nothing said before is said or sent anew, and the chain holds."""
    before = first_schema.read(old)
    assert old.schema_state() is State.BEHIND

    old.migrate()

    assert old.schema_state() is State.CURRENT
    assert first_schema.read(old) == before
    with old.read() as tx:
        assert verify(tx) == []


def test_the_upgraded_county_goes_on_where_the_old_one_stopped(upgraded: RunningCounty) -> None:
    """What the plan of the field says, as if nothing had been upgraded.

    SW-1 is scenario S1: T-1 of Thu 26 Feb is still in the outbox, due on 27, E1 on Sat 28 Feb (a make-up day), digest on
    Mon 2 Mar. SW-2 was never handed over: due 24 Feb, E1 on 25 said, E2 on 27 Feb; its answer is due on 28 Feb: T-1 on 27, E1 on
    2 March. The decision on XS-2, 14 wd from 24 Feb, is due on 13 March: silence so far.
    """
    upgraded.deliver()
    upgraded.pass_to("2026-03-02 12:00")

    one, two = "SW-2026-0001", "SW-2026-0002"
    assert short(upgraded.mails()) == [
        ("02-26 20:00", "handler_a", f"point {one} to"),
        ("02-27 08:30", "deputy_2", f"step {two} to"),
        ("02-27 08:30", "desk_a", f"step {two} cc"),
        ("02-27 08:30", "handler_a", f"due {one} to"),
        ("02-27 08:30", "jijiao_head", f"due {one} cc"),
        ("02-27 08:30", "office_head", f"step {two} to"),
        ("02-27 08:30", "officer_l", f"step {two} cc | point {two} to"),
        ("02-28 08:30", "deputy_1", f"step {one} cc"),
        ("02-28 08:30", "desk_a", f"step {one} cc"),
        ("02-28 08:30", "handler_a", f"step {one} to"),
        ("02-28 08:30", "jijiao_head", f"step {one} to"),
        ("02-28 08:30", "office_head", f"due {two} cc"),
        ("02-28 08:30", "officer_l", f"due {two} to"),
        ("03-02 08:30", "deputy_1", f"digest {one} to"),
        ("03-02 08:30", "deputy_2", f"step {two} cc"),
        ("03-02 08:30", "desk_a", f"step {two} cc"),
        ("03-02 08:30", "jijiao_head", f"digest {one} to"),
        ("03-02 08:30", "office_head", f"step {two} to"),
        ("03-02 08:30", "officer_l", f"step {two} to"),
    ]


def test_people_go_on_with_their_matters_after_the_upgrade(upgraded: RunningCounty) -> None:
    """A report, its verification, an absence entered before, a number that continues the series, a click taken back.

    XS-2: T-3 of 13 March is on Tue 10 March; T-1 on Thu 12 March finds window_a away: window_b has it, A in copy,
    and the news that he stands in rides along.
    """
    upgraded.act("2026-02-27 10:00", "SW-2026-0001", "tell_result", "handler_a", result="已答复")
    upgraded.act("2026-02-27 15:00", "SW-2026-0001", "verify_pass", "desk_a")
    corrected = commands.correct(upgraded.cell, "SW-2026-0001", "desk_a", "误点", at("2026-02-27 15:10"))
    new = upgraded.open(
        "2026-02-27 16:00", "first_contact", "officer_l", "jijiao", visitor="某", channel="call", request="转学"
    )
    upgraded.pass_to("2026-03-12 09:00")

    assert (corrected.state, new) == ("answer.verify", "SW-2026-0004")
    decision = [line for line in short(upgraded.mails()) if "XS-2026-0002" in line[2]]
    assert decision == [
        ("03-10 08:30", "window_a", "point XS-2026-0002 to"),
        ("03-12 08:30", "window_a", "point XS-2026-0002 cc"),
        ("03-12 08:30", "window_b", "point XS-2026-0002 to | stand_in 1 to"),
    ]
    with upgraded.cell.database.read() as tx:
        (matter,) = matters.load(tx, ["XS-2026-0002"])
        assert matter.runs["decide"].day_zero == date(2026, 2, 24)
        assert verify(tx) == []


def test_what_an_old_act_was_before_is_not_known_and_so_not_undone(upgraded: RunningCounty) -> None:
    """Decision 16 came with a later table: an act from before the upgrade is refused in words, and nothing breaks."""
    with pytest.raises(Refused):
        commands.correct(upgraded.cell, "SW-2026-0001", "handler_a", "误点", at("2026-02-26 21:00"))


def test_a_database_ahead_of_the_program_is_refused_and_left_alone(old: Database) -> None:
    """The sentence names the revision and what to do."""
    old.migrate()
    before = first_schema.read(old)
    with old.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for touch in (old.schema_state, old.migrate):
        with pytest.raises(SchemaNewer, match=r"schema 9999, which this version of Duban does not know: update Duban"):
            touch()

    assert first_schema.read(old) == before


@pytest.mark.parametrize("command", ["serve", "list"])
def test_a_county_ahead_of_the_program_is_one_clear_line(make_county: MakeCounty, command: str) -> None:
    """Exit code 3, no traceback, no copy and no change of the file."""
    county = make_county(NOBODY)
    assert CliRunner().invoke(app, ["list", "--county", str(county)]).exit_code == 0
    with closing(Database.open(f"sqlite:///{county / 'duban.db'}")) as database, database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    files = _files(county)

    result = CliRunner().invoke(app, [command, "--county", str(county)])

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines() == ["数据库是更新版本的 Duban 写的（9999），请先升级本程序。"]
    assert _files(county) == files


def _files(county: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in county.glob("duban.db*") if path.suffix in ("", ".db", ".bak")}
