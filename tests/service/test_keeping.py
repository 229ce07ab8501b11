"""Backup, hold and release, and the proof of the record: as they are typed."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from service import backup
from service.in_force import KEPT
from tests.service.conftest import Run, printed

HOLD = ("hold", "--as", "office_clerk", "--reason", "换服务器")
RELEASE = ("release", "--as", "office_clerk")


# --- backup ---


def test_a_backup_is_a_whole_county_database_for_its_owner_alone(run: Run, tmp_path: Path, number: str) -> None:
    copy = tmp_path / "copy.db"

    result = run("backup", str(copy))

    assert result.exit_code == 0
    assert "1 件事项" in result.stdout
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT number FROM matter").fetchall() == [(number,)]


def test_a_backup_is_told_as_json(run: Run, tmp_path: Path) -> None:
    kept = printed(run("backup", str(tmp_path / "copy.db"), "--json"))

    assert kept["matters"] == 1
    assert kept["size"] == (tmp_path / "copy.db").stat().st_size


def test_a_backup_in_the_place_of_the_database_is_the_county_again(
    run: Run, used_county: Path, tmp_path: Path, number: str
) -> None:
    run("backup", str(tmp_path / "copy.db"))
    run("act", number, "guide", "--as", "front_desk", "-f", "sent_where=人社局")
    for file in used_county.glob("duban.db*"):
        file.unlink()
    (tmp_path / "copy.db").replace(used_county / "duban.db")

    assert printed(run("show", number, "--json"))["row"]["state"] == "hand_over"
    assert run("audit", "verify").exit_code == 0


class Ground(NamedTuple):
    county: Path
    copy: Path


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (lambda at: at.copy.write_text("mine"), 1, "已存在"),
        (lambda at: at.copy.parent.rmdir(), 3, "copy.db：没有这个文件或文件夹"),
        (lambda at: (at.county / "duban.db").unlink(), 1, "还没有数据库 duban.db"),
        (lambda at: (at.county / "duban.db").write_bytes(b"no database" * 999), 3, "数据库不可用"),
        (lambda at: use_postgresql(at.county), 1, "pg_dump --format=custom"),
        (lambda at: [(at.county / name).unlink() for name in ("county.yaml", KEPT)], 2, "county.yaml:1:1"),
    ],
)
def test_what_cannot_be_backed_up_leaves_nothing_behind(
    run: Run, used_county: Path, tmp_path: Path, spoil: Callable[[Ground], object], code: int, told: str
) -> None:
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    spoil(Ground(used_county, copy))
    there = copy.exists()

    result = run("backup", str(copy))

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert copy.exists() == there
    assert there or not list(tmp_path.glob("copies/*"))


def use_postgresql(county: Path) -> None:
    file = county / "county.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"database: {{url: 'postgresql://duban@localhost/duban'}}\n{text}", encoding="utf-8")


def test_a_damaged_database_gives_no_backup(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(file: Path) -> backup.Kept:
        raise backup.NotSound("row 7 missing from index")

    monkeypatch.setattr(backup, "_proved", damaged)

    result = run("backup", str(tmp_path / "copy.db"))

    assert (result.exit_code, list(tmp_path.glob("*copy*"))) == (3, [])
    assert "row 7 missing from index" in result.stderr


def test_a_reference_to_nothing_is_damage(used_county: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(used_county / "duban.db")) as database, database:
        database.execute("INSERT INTO clock SELECT 'no such matter', name, run, place, mode, opened_at, day_zero, stopped_on, "
                         "promised_on, statutory_on, amber_on, provisional, next_at, facts FROM clock LIMIT 1")  # fmt: skip

    with pytest.raises(backup.NotSound, match="clock refers to nothing"):
        backup.back_up(used_county / "duban.db", tmp_path / "copy.db")


# --- hold, release ---


def test_a_hold_is_told_and_ends_by_release(run: Run) -> None:
    held = run(*HOLD)
    again = run("hold", "--as", "front_desk", "--reason", "别的")
    status = printed_even_if_red(run)
    released, nothing = run(*RELEASE), run(*RELEASE)

    assert (held.exit_code, again.exit_code, released.exit_code, nothing.exit_code) == (0, 1, 0, 1)
    assert "office_clerk 暂停发信（换服务器）" in again.stderr
    assert status["figures"]["hold"]["reason"] == "换服务器"
    assert nothing.stderr == "没有暂停发信。\n"
    assert run("audit", "verify").exit_code == 0


def printed_even_if_red(run: Run) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = json.loads(run("status", "--json").stdout)
    return found


def test_hold_and_release_print_json(run: Run) -> None:
    held, ended = printed(run(*HOLD, "--json")), printed(run(*RELEASE, "--json"))

    assert held == ended
    assert (held["by"], held["since"][-6:]) == ("office_clerk", "+08:00")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("hold", "--as", "nobody", "--reason", "x"), 1, "没有 nobody"),
        (("hold", "--as", "office_clerk", "--reason", " "), 1, "须写明理由"),
        (("hold", "--as", "office_clerk"), 2, "--reason"),
        (("hold", "--reason", "x"), 2, "--as"),
        (("release", "--as", "nobody"), 1, "没有 nobody"),
        (("release",), 2, "--as"),
    ],
)
def test_a_hold_that_says_too_little_is_refused(run: Run, words: tuple[str, ...], code: int, told: str) -> None:
    result = run(*words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert run(*RELEASE).exit_code == 1


# --- audit ---


def test_a_whole_record_holds(run: Run, number: str) -> None:
    result = run("audit", "verify", "--lang", "en")

    assert (result.exit_code, result.stdout.startswith("The chain holds")) == (0, True)
    assert printed(run("audit", "verify", "--json")) == {"faults": []}


def test_a_changed_line_is_found(run: Run, used_county: Path, number: str) -> None:
    with closing(sqlite3.connect(used_county / "duban.db")) as database, database:
        database.execute("DROP TRIGGER entry_no_update")
        database.execute("UPDATE entry SET actor = 'somebody' WHERE matter = ? AND seq = 1", (number,))

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert f"{number}   entry 1 was changed" in result.stdout
    assert run("status", "--verify").exit_code == 1
    assert "记录链有 1 处问题" in run("status", "--verify").stdout
