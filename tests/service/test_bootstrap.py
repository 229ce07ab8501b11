"""Opening a cell: first furnishing, copies before an upgrade, the one service, what differs from what is in force."""

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from config.secret import Secret, SecretMissing
from config.settings import Database as DatabaseSettings
from config.yaml_reader import Faults
from engine.store import history
from engine.store.database import Database
from engine.store.errors import DatabaseFault
from engine.store.schema import State
from service.bootstrap import AlreadyServed, database_url, open_cell, sole_service
from service.folder import read_folder
from tests.service.conftest import NOW


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_first_use_stores_organisation_and_calendar_once(county: Path) -> None:
    for _ in range(2):
        with open_cell(county, NOW, {}) as opened, opened.cell.database.read() as tx:
            lines = history.of_matter(tx, history.COUNTY)

    assert [(line.entry.kind, line.entry.data["years"]) for line in lines] == [("furnished", (2024, 2025, 2026))]
    assert opened.changes == ()


def test_a_changed_folder_is_told_and_comes_not_in_force_by_itself(county: Path) -> None:
    with open_cell(county, NOW, {}):
        pass
    change(county / "people.yaml", "{name: 首问岗工作人员,", "{name: 首问岗新人,")

    with open_cell(county, NOW, {}) as opened:
        changes = [each.zh for each in opened.changes]

    assert changes == ["姓名更正：首问岗工作人员 → 首问岗新人"]


def test_a_year_that_has_been_announced_is_told(county: Path) -> None:
    with open_cell(county, NOW, {}):
        pass
    (county / "calendar" / "2027.yaml").write_text("year: 2027\nsource: 国办发\noff: [2027-01-01]\n", encoding="utf-8")

    with open_cell(county, NOW, {}) as opened:
        changes = [each.en for each in opened.changes]

    assert changes == ["2027: the calendar is announced"]


def test_the_database_is_for_its_owner_alone(county: Path) -> None:
    with open_cell(county, NOW, {}):
        mode = (county / "duban.db").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_a_file_with_data_is_copied_before_its_tables_change(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_cell(county, NOW, {}):
        pass
    monkeypatch.setattr(Database, "schema_state", lambda _: State.BEHIND)

    with open_cell(county, NOW, {}):
        pass

    (copy,) = county.glob("*.bak")
    assert copy.name == "duban.db.20261109T020000Z.bak"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM organisation_version").fetchone() == (1,)


def test_a_new_or_current_file_is_not_copied(county: Path) -> None:
    for _ in range(2):
        with open_cell(county, NOW, {}):
            pass

    assert list(county.glob("*.bak")) == []


def test_a_database_that_cannot_be_made_is_a_fault_outside(county: Path) -> None:
    change(county / "county.yaml", "mail:", "database: {url: 'sqlite:///no/such/folder/duban.db'}\n\nmail:")

    with pytest.raises(DatabaseFault), open_cell(county, NOW, {}):
        pass


def test_the_password_comes_from_where_the_settings_say() -> None:
    settings = DatabaseSettings(url="postgresql://duban@localhost/duban", password=Secret(env="SECRET"))

    assert database_url(settings, {"SECRET": "p@ss/word"}) == "postgresql://duban:p%40ss%2Fword@localhost/duban"
    with pytest.raises(SecretMissing):
        database_url(settings, {})


def test_only_one_process_serves_a_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'duban.db'}"

    with sole_service(url), pytest.raises(AlreadyServed, match=r"duban\.db"), sole_service(url):
        pass
    with sole_service(url):
        pass


def test_several_may_serve_a_server() -> None:
    url = "postgresql://localhost/duban"

    with sole_service(url), sole_service(url):
        pass


def test_faults_of_county_and_rulebooks_come_together(county: Path) -> None:
    change(county / "county.yaml", "zone: Asia/Shanghai", "zone: Asia/Shanghay")
    (county / "workflows" / "mine.yaml").write_text("workflow: mine\nnonsense: 1\n", encoding="utf-8")

    with pytest.raises(Faults) as found:
        read_folder(county)

    assert {fault.place.file for fault in found.value.faults} >= {"county.yaml", "workflows/mine.yaml"}


def test_a_rulebook_that_cannot_be_opened_is_a_fault_with_its_name(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = county / "overrides" / "mine.yaml"
    file.write_text("{}", encoding="utf-8")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == file:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(Faults) as found:
        read_folder(county)

    assert [(fault.place.file, fault.hint) for fault in found.value.faults] == [
        ("overrides/mine.yaml", "check who may read it")
    ]


def test_a_cell_takes_its_day_from_the_shared_file_and_its_zone_from_the_county(county: Path) -> None:
    change(county / "county.yaml", "zone: Asia/Shanghai", "zone: Asia/Urumqi")

    with open_cell(county, NOW + timedelta(hours=1), {}) as opened:
        hours = opened.cell.hours

    assert (hours.zone.key, hours.batch.hour, hours.close.hour) == ("Asia/Urumqi", 8, 17)
