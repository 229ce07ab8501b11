"""The operating manual tells of every command of an administrator and of every event of the journal; what it shows can be typed."""

import re
import subprocess
from pathlib import Path

import pytest
import typer

from service.main import app
from tests.service.conftest import Run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "duban.service").read_text(encoding="utf-8")
WRAPPER = ROOT / "deploy" / "duban.sh"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")

_EVENT = re.compile(r"\blog\.(?:debug|info|warning|error|exception)\(\s*\"([a-z_]+)\"")
_TYPED = re.compile(r"\bduban ((?:org|calendar|mail|audit) [a-z]+|[a-z]+)")

COMMANDS = typer.main.get_command(app)
MINE = (
    "org apply", "calendar load", "mail test", "audit verify", "unreached", "status", "backup", "hold", "release",
    "upgrade", "restore", "mail parked", "mail release", "mail sent", "mail drop", "transfer",
)  # fmt: skip


def test_every_event_of_the_journal_is_explained() -> None:
    sources = [file for room in ("engine", "notifications", "service") for file in (ROOT / room).rglob("*.py")]
    said = {event for file in sources for event in _EVENT.findall(file.read_text(encoding="utf-8"))}

    assert sorted(event for event in said if f"`{event}`" not in PAGE) == []
    assert "mail_failed" in said


def test_every_command_in_the_manual_exists(run: Run) -> None:
    typed = set(_TYPED.findall(PAGE.replace("`duban`", ""))) - {"serve"}

    for name in sorted(typed):
        assert run(*name.split(), "--help").exit_code == 0, name


@pytest.mark.parametrize("name", MINE)
def test_every_command_of_an_administrator_is_in_the_manual_and_shows_an_example(run: Run, name: str) -> None:
    shown = run(*name.split(), "--help").stdout

    assert f"duban {name}" in PAGE
    assert "例 Example" in shown
    assert "--county" in shown
    assert "--json" in shown
    assert "--lang" in shown


def test_the_unit_runs_as_its_own_user_without_rights() -> None:
    for line in (
        "User=duban",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "RestartPreventExitStatus=2",
        "UMask=0077",
    ):
        assert f"\n{line}\n" in UNIT
    assert "--require-hashes" not in UNIT


def test_the_container_is_not_root_and_names_no_index() -> None:
    assert CONTAINER.count("FROM python:3.11-slim") == 2
    assert "\nUSER duban\n" in CONTAINER
    assert "--require-hashes" in CONTAINER
    assert not re.search(r"https?:|index-url|find-links", CONTAINER)


def test_a_command_gets_the_user_the_county_and_the_passwords_of_the_service(tmp_path: Path) -> None:
    """What the wrapper asks of systemd is what the unit says."""
    (tmp_path / "systemd-run").write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n', encoding="utf-8")
    (tmp_path / "systemd-run").chmod(0o755)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin"}

    asked = subprocess.run(
        [WRAPPER, "mail", "test", "a b@edu.example"], env=environ, check=True, capture_output=True, text=True
    ).stdout.splitlines()

    assert asked[asked.index("--") :] == ["--", "/opt/duban/bin/duban", "mail", "test", "a b@edu.example"]
    for setting in ("User=duban", "Group=duban", "UMask=0077", "EnvironmentFile=-/etc/duban/secrets"):
        assert f"--property={setting}" in asked
        assert f"\n{setting}\n" in UNIT
    assert "--setenv=DUBAN_COUNTY=/var/lib/duban/county" in asked
    assert "\nEnvironment=DUBAN_COUNTY=/var/lib/duban/county\n" in UNIT


def test_whoever_follows_the_manual_has_the_user_before_anything_runs_as_it() -> None:
    assert (
        PAGE.index("useradd --system")
        < PAGE.index("install -d --owner=duban")
        < PAGE.index("systemctl enable --now duban")
    )
    assert "podman build --format docker" in PAGE
