"""A county folder with a fault in it stops nobody: what it said before goes on, and everybody is told."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from config.yaml_reader import Faults
from engine.store.database import Database
from engine.store.schema import State
from service.bootstrap import TablesOlder, open_cell, open_on
from service.clock import SystemClock
from service.folder import read_folder
from service.in_force import KEPT
from service.serve import Service
from tests.service.conftest import NOW, VISIT, Run, printed
from tests.service.test_bootstrap import change


def a_list_for_a(county: Path) -> None:
    change(
        county / "organisation.yaml", "office_supervision: {a: office_clerk", "office_supervision: {a: [office_clerk]"
    )


def half_a_line(county: Path) -> None:
    with (county / "county.yaml").open("a", encoding="utf-8") as file:
        file.write("mail: {")


def an_override_of_nothing(county: Path) -> None:
    (county / "overrides" / "mine.yaml").write_text("time_limit.duties.nothing.limit: 3 wd @P x\n", encoding="utf-8")


def no_people(county: Path) -> None:
    (county / "people.yaml").unlink()


SPOILED = pytest.mark.parametrize("spoil", [a_list_for_a, half_a_line, an_override_of_nothing, no_people])


@SPOILED
def test_commands_go_on_by_what_is_in_force_and_say_so_in_one_line(
    run: Run, used_county: Path, number: str, spoil: Callable[[Path], None]
) -> None:
    run("list")
    spoil(used_county)

    listed = run("list", "--lang", "en")
    acted = run("act", number, "answer_on_spot", "--as", "front_desk", "-f", "result=x")
    opened = run("open", "first_contact", *VISIT)

    assert (listed.exit_code, acted.exit_code, opened.exit_code) == (0, 0, 0)
    (told,) = listed.stderr.splitlines()
    assert told.startswith("Note: the county folder has ")
    assert told.endswith(f"See `duban check --county {used_county}`.")
    assert "处错误，仍按改动前的执行" in acted.stderr


@SPOILED
def test_what_is_about_the_folder_itself_is_refused_with_every_fault(
    run: Run, used_county: Path, spoil: Callable[[Path], None]
) -> None:
    run("list")
    spoil(used_county)

    for command in (("check",), ("org", "apply", "--as", "office_clerk"), ("calendar", "load", "--as", "office_clerk")):
        result = run(*command)
        assert result.exit_code == 2
        assert f"{used_county}/" in result.stdout + result.stderr or "people.yaml:1:1" in result.stderr


def test_a_mended_folder_is_gone_by_again(run: Run, used_county: Path) -> None:
    run("list")
    before = (used_county / "county.yaml").read_text(encoding="utf-8")
    half_a_line(used_county)
    run("list")
    (used_county / "county.yaml").write_text(before.replace("Asia/Shanghai", "Asia/Urumqi"), encoding="utf-8")

    result = run("list")

    assert result.stderr == ""
    assert "Asia/Urumqi" in json.loads((used_county / KEPT).read_text(encoding="utf-8"))["county.yaml"]


def test_a_folder_that_never_was_sound_is_refused(run: Run, used_county: Path) -> None:
    (used_county / KEPT).unlink()
    half_a_line(used_county)

    result = run("list")

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{used_county}/county.yaml:")


def test_a_folder_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"

    for command in ("list", "check"):
        result = run(command, "--county", str(nowhere))
        assert (result.exit_code, result.stderr) == (2, f"没有县文件夹 {nowhere}。\n")


def test_what_is_kept_is_for_its_owner_alone_and_damage_to_it_is_a_folder_without(county: Path) -> None:
    with open_cell(county, NOW, {}):
        mode = (county / KEPT).stat().st_mode
    half_a_line(county)
    for damage in (b"{", b"[]", b'{"county.yaml": "name: x"}'):
        (county / KEPT).write_bytes(damage)
        with pytest.raises(Faults), open_cell(county, NOW, {}):
            pass

    assert stat.S_IMODE(mode) == 0o600


def test_a_folder_nobody_may_write_into_keeps_nothing_and_works(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("service.in_force.NamedTemporaryFile", refuse)
    with open_cell(county, NOW, {}) as opened:
        assert opened.faults == ()

    assert not (county / KEPT).exists()


def test_the_service_starts_on_what_is_in_force_and_says_so_once(county: Path) -> None:
    with open_cell(county, NOW, {}):
        pass
    a_list_for_a(county)
    with open_cell(county, NOW, {}) as opened:
        service = Service(opened, None, SystemClock(), lambda: None)  # type: ignore[arg-type]
        with structlog.testing.capture_logs() as log:
            service.housekeeping()
            service.housekeeping()
            service.tick()

    assert [(line["event"], line["count"]) for line in log if line["event"].startswith("folder")] == [
        ("folder_faulty", 1)
    ]
    assert opened.cell.admin == "office_clerk"


def test_status_is_amber_while_the_folder_has_a_fault(run: Run, used_county: Path) -> None:
    run("list")
    a_list_for_a(used_county)

    found = json.loads(run("status", "--json").stdout)

    assert {one["name"]: one["light"] for one in found["checks"]}["folder"] == "amber"


# --- tables of an older program ---


def test_a_postgresql_database_of_an_older_program_is_not_changed_without_a_word(
    county: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = read_folder(county)
    with open_on(folder, postgres_database, NOW):
        pass
    migrated: list[str] = []
    monkeypatch.setattr(Database, "schema_state", lambda _: State.BEHIND)
    monkeypatch.setattr(Database, "migrate", lambda database: migrated.append(database.engine.dialect.name))

    with pytest.raises(TablesOlder) as refused, open_on(folder, postgres_database, NOW):
        pass
    assert migrated == []
    assert "***" not in refused.value.url
    with open_on(folder, postgres_database, NOW, may_upgrade=True):
        assert migrated == ["postgresql"]


def test_the_refusal_says_how_to_make_a_copy_and_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TablesOlder("postgresql://duban@db/duban")

    monkeypatch.setattr("service.command.session.open_cell", refuse)

    result = run("list", "--lang", "en")

    assert result.exit_code == 2
    assert "pg_dump --format=custom --file=duban.dump 'postgresql://duban@db/duban'" in result.stderr
    assert "`duban upgrade --backup-made`" in result.stderr


def test_an_upgraded_file_is_told_with_its_copy(run: Run, used_county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "schema_state", lambda _: State.BEHIND)

    result = run("list")

    (copy,) = used_county.glob("*.bak")
    assert result.stderr == f"数据库的表已升级；升级前的副本是 {copy}。\n"


def test_upgrade_does_it_by_itself_and_says_where_the_copy_is(
    run: Run, used_county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert printed(run("upgrade", "--json")) == {"upgraded": False, "copy": None}
    assert run("upgrade").stdout == "表已是最新，没有可做的。\n"
    monkeypatch.setattr(Database, "schema_state", lambda _: State.BEHIND)

    found = printed(run("upgrade", "--json"))

    (copy,) = used_county.glob("*.bak")
    assert found == {"upgraded": True, "copy": str(copy)}


def test_upgrade_of_postgresql_wants_to_hear_of_a_copy(
    run: Run, used_county: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.command.upgrading.database_url", lambda *_: postgres_database)
    with open_on(read_folder(used_county), postgres_database, NOW):
        pass
    with monkeypatch.context() as patched:
        patched.setattr(Database, "schema_state", lambda _: State.BEHIND)

        assert run("upgrade").exit_code == 2
        result = run("upgrade", "--backup-made", "--lang", "en")

    assert (result.exit_code, result.stdout) == (0, "The tables were brought up to this program.\n")
