"""`duban restore`: a county as it was, checked before, kept aside what stood there, and nothing sent before somebody has looked."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from engine.run import affairs
from engine.store import history, outbox
from engine.store.database import Database
from engine.store.verification import verify
from service.clock import FastClock, SystemClock, going_by
from service.main import app
from tests.service.conftest import MakeCounty, Run, printed
from tests.service.process import serving
from tests.service.test_serve import elsewhere, hand_over, here, mail_about, text_of
from tests.smtp import Received, Sink
from tests.survival import first_schema

BY = ("--as", "office_clerk")


@pytest.fixture(scope="session")
def backed_up(prepared: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a county of two matters and its backup. One is urgent: a mail to its handler is on its way at any hour."""
    folder = tmp_path_factory.mktemp("backed_up")
    county = shutil.copytree(prepared[0], folder / "county")
    hand_over(county)
    here("backup", str(folder / "copy.db"), "--county", str(county))
    return folder


@pytest.fixture
def used_county(backed_up: Path, tmp_path: Path) -> Path:
    """The county, for `run`."""
    return shutil.copytree(backed_up / "county", tmp_path / "used")


@pytest.fixture
def copy(backed_up: Path, tmp_path: Path) -> Path:
    """Its backup."""
    return Path(shutil.copy(backed_up / "copy.db", tmp_path))


def parked(run: Run) -> Any:
    """The parked mails; the handler's is among them."""
    found = printed(run("mail", "parked", "--json"))
    assert "basic_clerk_a" in {each["person"] for each in found}
    return found


def state(run: Run, number: str) -> str:
    return str(printed(run("show", number, "--json"))["row"]["state"])


def files(county: Path) -> dict[str, bytes]:
    """The database, what is beside it and what is kept; not the lock, which stays."""
    return {file.name: file.read_bytes() for file in county.glob("*duban.db*") if file.suffix != ".lock"}


# --- a copy in its place -----------------------------------------------------------------------------------------------


def test_the_county_is_as_it_was_and_what_stood_there_is_kept(
    run: Run, used_county: Path, copy: Path, number: str
) -> None:
    run("act", number, "answer_on_spot", "--as", "front_desk", "-f", "result=已答复")

    result = run("restore", str(copy), *BY)

    (kept,) = used_county.glob("duban.db.*.replaced")
    assert (result.exit_code, result.stderr) == (0, "")
    assert state(run, number) == "hand_over"
    assert f"原来的数据库保存为 {kept}" in result.stdout
    assert kept.stat().st_mode & 0o077 == 0
    assert (used_county / "duban.db").stat().st_mode & 0o077 == 0
    assert {file.name for file in used_county.glob("*duban.db*")} == {"duban.db", "duban.db.lock", kept.name}
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT state FROM matter").fetchall() != [("hand_over",)]
    assert run("audit", "verify").exit_code == 0


def test_it_says_what_happened_and_what_to_do_next(run: Run, copy: Path, number: str) -> None:
    run("act", number, "answer_on_spot", "--as", "front_desk", "-f", "result=已答复")

    told = run("restore", str(copy), *BY, "--lang", "en").stdout.splitlines()

    count = str(len(parked(run)))
    assert [line.partition(" ")[0] for line in told] == ["Restored", "What", count, "Sending", "1.", "2.", "3."]
    assert told[0].endswith(", 2 matter(s).")
    assert told[2] == f"{count} mail(s) are parked: nobody knows whether they have left."
    assert told[4].endswith(f": {number}.")
    assert "`duban mail parked`" in told[5]
    assert "`duban release --as office_clerk`" in told[6]


def test_it_is_told_as_json(run: Run, used_county: Path, copy: Path) -> None:
    acts = [
        printed(run("show", each["number"], "--json"))["history"] for each in printed(run("list", "--json"))["matters"]
    ]
    last = max(line["at"] for lines in acts for line in lines)

    told = printed(run("restore", str(copy), *BY, "--json"))

    (kept,) = used_county.glob("duban.db.*.replaced")
    assert told == {
        "file": str(copy), "as_of": last, "matters": 2, "parked": len(parked(run)), "settled": 0, "kept": str(kept),
        "touched": [], "upgraded": False,
    }  # fmt: skip


def test_sending_is_held_and_the_record_tells_of_the_restore(run: Run, used_county: Path, copy: Path) -> None:
    run("restore", str(copy), *BY)

    with closing(Database.open(f"sqlite:///{used_county / 'duban.db'}")) as database, database.read() as tx:
        kinds = [one.entry for one in history.of_matter(tx, history.COUNTY)]
        assert (affairs.hold_of(tx) or pytest.fail("not held")).by == "office_clerk"
        assert {"queued", "sending", "deferred"}.isdisjoint(outbox.counts(tx))
    assert [one.kind for one in kinds] == ["furnished", "held", "restored"]
    assert (kinds[-1].actor, kinds[-1].data["source"]) == ("office_clerk", "copy.db")


def test_status_names_the_command_that_shows_parked_mails(run: Run, copy: Path) -> None:
    assert "duban mail parked" not in run("status").stdout
    run("restore", str(copy), *BY)

    count = len(parked(run))
    assert f"搁置 {count}：见 duban mail parked" in run("status").stdout
    assert f"{count} parked: see `duban mail parked`" in run("status", "--lang", "en").stdout


def test_what_was_kept_can_be_restored_in_its_turn(run: Run, used_county: Path, copy: Path, number: str) -> None:
    run("act", number, "answer_on_spot", "--as", "front_desk", "-f", "result=已答复")
    after = state(run, number)
    with going_by(FastClock(SystemClock().now(), speed=1e-6)):
        run("restore", str(copy), *BY)
        (kept,) = used_county.glob("duban.db.*.replaced")

        assert run("restore", str(kept), *BY).exit_code == 0

    assert state(run, number) == after
    assert len(list(used_county.glob("duban.db.*.replaced"))) == 2, "in the same second, under another name"


@pytest.mark.parametrize("lost", [lambda file: file.unlink(), lambda file: file.write_bytes(b"no database" * 999)])
def test_a_county_whose_database_is_gone_or_broken_is_restored(
    run: Run, used_county: Path, copy: Path, number: str, lost: Callable[[Path], object]
) -> None:
    lost(used_county / "duban.db")

    told = printed(run("restore", str(copy), *BY, "--json"))

    assert (told["parked"], told["settled"], told["touched"]) == (len(parked(run)), 0, [])
    assert (told["kept"] is None) == (not list(used_county.glob("*.replaced")))
    assert state(run, number) == "hand_over"


def test_a_copy_of_an_older_program_is_upgraded(run: Run, used_county: Path, tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'old.db'}")) as database:
        first_schema.build(database)

    result = run("restore", str(tmp_path / "old.db"), "--as", "desk_a")

    assert result.exit_code == 0, result.stderr
    assert "表已升级" in result.stdout
    assert "注意：县文件夹与生效的机构、日历有" in result.stderr
    assert not list(used_county.glob("*.bak"))
    with closing(Database.open(f"sqlite:///{used_county / 'duban.db'}")) as database, database.read() as tx:
        assert verify(tx) == []
        assert {"queued", "sending", "deferred"}.isdisjoint(outbox.counts(tx))


def test_the_time_since_a_copy_of_a_running_county_is_an_outage_and_only_the_answer_is_printed(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    run("restore", str(copy), *BY)  # its sweep counts as one of the service
    run("backup", str(tmp_path / "later.db"))

    with going_by(FastClock(SystemClock().now() + timedelta(days=10), speed=1)):
        result = run("restore", str(tmp_path / "later.db"), *BY, "--json")
        status = json.loads(run("status", "--json").stdout)

    assert json.loads(result.stdout)["parked"] > 0
    assert "outage_noted" not in result.stderr
    assert len(status["figures"]["outages"]) == 1


def test_a_matter_that_cannot_be_computed_is_one_line_and_stops_nothing(
    run: Run, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("engine.run.desk.bring_up", fails)
    with going_by(FastClock(SystemClock().now() + timedelta(days=10), speed=1)):
        result = run("restore", str(copy), *BY)

    assert result.exit_code == 0
    assert {line.split()[2] for line in result.stderr.splitlines()} == {"matter_failed"}
    assert len(result.stderr.splitlines()) == 2


# --- what is refused ---------------------------------------------------------------------------------------------------


class Ground(NamedTuple):
    county: Path
    copy: Path
    number: str


def in_copy(statement: str) -> Callable[[Ground], None]:
    def change(at: Ground) -> None:
        with closing(sqlite3.connect(at.copy)) as database, database:
            for each in statement.split(";"):
                database.execute(each)

    return change


def cut(at: Ground) -> None:
    content = at.copy.read_bytes()
    at.copy.write_bytes(content[: len(content) // 2])


def overwrite(at: Ground) -> None:
    content = bytearray(at.copy.read_bytes())
    content[40960:81920] = b"\x5a" * 40960
    at.copy.write_bytes(content)


def become_the_database(at: Ground) -> None:
    at.copy.unlink()
    at.copy.symlink_to(at.county / "duban.db")


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (lambda at: at.copy.unlink(), 2, "没有文件"),
        (lambda at: at.copy.write_text("a letter to the editor" * 99), 2, "不是 duban backup 写的备份"),
        (lambda at: at.copy.write_text(""), 2, "不是 duban backup 写的备份"),
        (in_copy("DROP TABLE undo; ALTER TABLE mail RENAME TO letters"), 2, "不是 duban backup 写的备份"),
        (cut, 1, "已损坏"),
        (overwrite, 1, "已损坏"),
        (in_copy("UPDATE alembic_version SET version_num = '9999'"), 3, "请先升级本程序"),
        (in_copy("DROP TRIGGER entry_no_update; UPDATE entry SET actor = 'somebody' WHERE seq = 1"), 1, "记录链有"),
        (become_the_database, 2, "就是现用的数据库"),
        (lambda at: (at.county / "workflows" / "x.yaml").write_text("workflow: ["), 2, "x.yaml"),
    ],
)
def test_what_is_no_sound_copy_changes_nothing(
    run: Run, used_county: Path, copy: Path, number: str, spoil: Callable[[Ground], object], code: int, told: str
) -> None:
    spoil(Ground(used_county, copy, number))
    before = files(used_county)

    result = run("restore", str(copy), *BY)

    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert files(used_county) == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("{}", "--as", "nobody"), 1, "没有 nobody"),
        (("{}",), 2, "--as"),
        (("--as", "office_clerk"), 2, "--in-place"),
        (("{}", "--in-place", "--as", "office_clerk"), 2, "--in-place"),
        (("--in-place", "--as", "nobody"), 1, "没有 nobody"),
    ],
)
def test_who_and_what_must_be_said(
    run: Run, used_county: Path, copy: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    before = files(used_county)

    result = run("restore", *(word.format(copy) for word in words))

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert files(used_county) == before


def test_a_database_that_another_program_has_open_is_left_alone(
    run: Run, used_county: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.standing.PATIENCE", 0.1)
    with closing(sqlite3.connect(used_county / "duban.db")) as other:
        other.execute("SELECT count(*) FROM matter").fetchone()
        result = run("restore", str(copy), *BY)

    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "请等它结束再恢复" in result.stderr
    assert not list(used_county.glob("*.replaced"))


def test_what_a_killed_restore_left_behind_is_cleared_away(run: Run, used_county: Path, copy: Path) -> None:
    for name in (".duban.db.restored.part", ".duban.db.restored.part-wal", ".duban.db.kept.part"):
        (used_county / name).write_text("half")

    assert run("restore", str(copy), *BY).exit_code == 0
    assert not list(used_county.glob(".duban.db*"))


def test_a_fault_of_the_disk_is_told_and_nothing_is_changed(
    run: Run, used_county: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(used_county)
    monkeypatch.setattr("service.restoring.make_one_file", full_disk)

    result = run("restore", str(copy), *BY)

    assert (result.exit_code, result.stderr) == (3, "数据库不可用：database or disk is full\n")
    assert files(used_county) == before


def full_disk(_database: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("database or disk is full")


# --- in place ----------------------------------------------------------------------------------------------------------


def test_a_database_that_was_copied_by_hand_gets_the_same_care(
    run: Run, used_county: Path, copy: Path, number: str
) -> None:
    for file in used_county.glob("duban.db*"):
        file.unlink()
    shutil.copy(copy, used_county / "duban.db")

    result = run("restore", "--in-place", *BY)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("已恢复 现有数据库：截至")
    assert len(parked(run)) > 0
    with closing(Database.open(f"sqlite:///{used_county / 'duban.db'}")) as database, database.read() as tx:
        assert history.of_matter(tx, history.COUNTY)[-1].entry.data["source"] == "in place"


# --- beside the real service -------------------------------------------------------------------------------------------


def test_beside_a_running_service_nothing_is_restored(make_county: MakeCounty, smtp_sink: Sink, tmp_path: Path) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))
    where = ("--county", str(county))
    with serving(county) as service:
        here("backup", str(tmp_path / "copy.db"), *where)
        given = [("restore", str(tmp_path / "copy.db"), *BY, *where), ("restore", "--in-place", *BY, *where)]

        results = [CliRunner().invoke(app, list(words)) for words in given]

        assert service.end() == 0
    for result in results:
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "这个数据库上有 duban serve 在运行：请先停服务，再恢复。\n"


def test_what_left_after_the_backup_does_not_leave_again(
    make_county: MakeCounty, smtp_sink: Sink, tmp_path: Path
) -> None:
    """Mails wait when the backup is made; the service sends them; the county is restored: what stood there knows."""
    county = make_county((smtp_sink.host, smtp_sink.port))
    number, where = hand_over(county), ("--county", str(county))
    here("backup", str(tmp_path / "copy.db"), *where)
    with serving(county) as service:
        mail_about(smtp_sink, number)
        mail_about(smtp_sink, number, to="front-desk@edu.example")
        assert service.end() == 0
    sent = mails_about(smtp_sink, number)

    told = json.loads(elsewhere("restore", str(tmp_path / "copy.db"), *BY, "--json", *where))
    here("release", *BY, *where)
    with serving(county) as service:
        mail_about(smtp_sink, hand_over(county))  # by now everything older has had its turn
        assert service.end() == 0

    assert (told["parked"], told["settled"] >= 2) == (0, True)
    assert mails_about(smtp_sink, number) == sent


def mails_about(sink: Sink, number: str) -> list[Received]:
    return [mail for mail in sink.received if number in mail.message.as_string() + text_of(mail)]


def test_when_nobody_knows_a_person_decides_and_the_second_copy_is_the_same_mail(
    make_county: MakeCounty, smtp_sink: Sink, tmp_path: Path
) -> None:
    """The disk is lost with what it knew. After the restore nothing leaves until somebody has said so."""
    county = make_county((smtp_sink.host, smtp_sink.port))
    number, where = hand_over(county), ("--county", str(county))
    here("backup", str(tmp_path / "copy.db"), *where)
    with serving(county) as service:
        first = mail_about(smtp_sink, number)
        assert service.end() == 0
    (county / "duban.db").unlink()

    elsewhere("restore", str(tmp_path / "copy.db"), *BY, *where)
    found = {each["person"]: str(each["id"]) for each in json.loads(here("mail", "parked", "--json", *where))}
    here("mail", "release", found.pop("basic_clerk_a"), *BY, *where)
    here("mail", "sent", *found.values(), *BY, *where)
    before = len(smtp_sink.received)
    with serving(county) as service:
        assert len(smtp_sink.received) == before
        here("release", *BY, *where)
        *_, second = smtp_sink.wait_for(before + 1, timeout=60)
        assert service.end() == 0

    assert (second.recipients, second.content) == (first.recipients, first.content)
    assert len(smtp_sink.received) == before + 1
