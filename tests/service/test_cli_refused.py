"""What commands refuse, and how they end when something is wrong: one line, and the exit code of the contract."""

import json
from pathlib import Path

import pytest

from engine.run import commands
from engine.store.errors import Conflict, DatabaseFault, SchemaNewer
from service import bootstrap
from tests.service.conftest import VISIT, Run


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        # refusals
        (("open", "first_contct", *VISIT), 1, "没有名为 first_contct 的制度 (first_contact?)"),
        (("open", "first_contact", "--as", "nobody"), 1, "没有 nobody"),
        (("open", "first_contact", "--as", "front_desk"), 1, "还缺"),
        (("open", "first_contact", *VISIT, "-f", "colour=red"), 1, "没有字段 colour"),
        (("open", "first_contact", *VISIT, "--unit", "moon"), 1, "没有 moon"),
        (("open", "monthly_check", "--as", "director"), 1, "不能由人立项"),
        (("act", "SW-2000-0001", "guide", "--as", "front_desk"), 1, "没有编号为 SW-2000-0001 的事项"),
        (("act", "{}", "guid", "--as", "front_desk"), 1, "没有事件 guid"),
        (("act", "{}", "guide", "--as", "front_desk"), 1, "还缺"),
        (("act", "{}", "guide", "--as", "director", "-f", "sent_where=x"), 1, "不是"),
        (("act", "{}", "guide", "--as", "front_desk", "-f", "sent_where=x", "--on", "2999-01-01"), 1, "在将来"),
        (("show", "SW-2000-0001"), 1, "没有编号为 SW-2000-0001 的事项"),
        # bad input
        (("open", "first_contact", "--as", "front_desk", "-f", "visitor"), 2, "field=value"),
        (("open", "first_contact", "--as", "front_desk", "-f", "=x"), 2, "field=value"),
        (("open", "first_contact", *VISIT, "-f", "visitor=twice"), 2, "字段 visitor 给了两次"),
        (("open", "first_contact"), 2, "--as"),
        (("open",), 2, "WORKFLOW"),
        (("act", "{}", "guide", "--as", "front_desk", "--on", "yesterday"), 2, "YYYY-MM-DD"),
        (("list", "--light", "purple"), 2, "purple"),
        (("list", "--state", "nowhere"), 2, "--state：没有 nowhere"),
        (("list", "--limit", "0"), 2, "--limit"),
        (("list", "--lang", "fr"), 2, "fr"),
        (("list", "--county", "no/such/folder"), 2, "没有县文件夹 no/such/folder"),
        (("serve", "--log", "xml"), 2, "xml"),
        (("dance",), 2, "dance"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    run: Run, number: str, words: tuple[str, ...], code: int, told: str
) -> None:
    result = run(*(word.format(number) for word in words))

    assert result.exit_code == code, result.output
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    if code == 1:
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (DatabaseFault("disk I/O error"), 3, "数据库不可用：disk I/O error"),
        (SchemaNewer("0099"), 3, "0099"),
        (OSError(28, "No space left on device", "/srv/x.db"), 3, "系统不允许：/srv/x.db：磁盘已满"),
        (OSError(121, "Remote I/O error"), 3, "系统不允许：Remote I/O error"),
        (Conflict("lost"), 1, "请再试一次"),
    ],
)
def test_a_fault_outside_has_its_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int, told: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(commands, "open_matter", fail)

    result = run("open", "first_contact", *VISIT)

    assert (result.exit_code, len(result.stderr.splitlines())) == (code, 1)
    assert told in result.stderr


def test_a_fault_of_ours_leaves_its_traceback_in_a_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(bootstrap, "differences", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    result = run("list")

    (log,) = tmp_path.glob("duban-fault-*.log")
    assert (result.exit_code, result.stderr) == (1, f"程序内部出错，详情见 {log}\n")
    assert "ZeroDivisionError: ours" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_folder_that_has_moved_on_is_told_beside_the_answer(run: Run, used_county: Path, number: str) -> None:
    people = used_county / "people.yaml"
    people.write_text(people.read_text().replace("name: 局长", "name: 新局长"))

    result = run("list", "--json")

    assert result.exit_code == 0
    assert "有 1 处不同；运行 duban org apply" in result.stderr
    assert json.loads(result.stdout)["total"] >= 1


def test_a_mail_account_without_its_password_cannot_be_served(run: Run, used_county: Path) -> None:
    settings = used_county / "county.yaml"
    login = "security: none\n  user: duban\n  password_env: NO_SUCH_SECRET"
    settings.write_text(settings.read_text().replace("security: none", login))

    result = run("serve")

    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "NO_SUCH_SECRET" in result.stderr


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").stdout

    for name in ("init", "check", "serve", "open", "act", "list", "show", "version"):
        assert name in shown
