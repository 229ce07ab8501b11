"""The sample county in a folder of its own, with its mail going to a server of the test."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from config.initial import init
from engine.run.cell import Cell
from service.bootstrap import open_on
from service.folder import read_folder
from service.main import app
from workflows.county import CountyView
from workflows.loaded import Rulebooks
from workflows.loader import load_texts

#: A Monday, 10:00 in the county.
NOW = datetime(2026, 11, 9, 2, tzinfo=UTC)

Address = tuple[str, int]
MakeCounty = Callable[[Address], Path]

Run = Callable[..., Result]
Texts = Mapping[str, str | bytes]

NOBODY: Address = ("127.0.0.1", 9)

_MAIL = """\
mail:
  host: {host}
  port: {port}
  security: none
  from: duban@edu.example
  timeout: 5

"""


def write_county(folder: Path, address: Address = NOBODY) -> None:
    """The sample county, mailing to an address."""
    init(folder, sample=True, seed="test")
    file = folder / "county.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("mail:\n")
    rest = text[start:].partition("\n\n")[2]
    file.write_text(text[:start] + _MAIL.format(host=address[0], port=address[1]) + rest, encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """Nearly every test has the rulebooks of the same county judged, and the command line put together: both are values."""
    loaded: dict[tuple[object, ...], Rulebooks] = {}

    def load_once(texts: Texts, overrides: Texts, *, county: CountyView | None) -> Rulebooks:
        key = (tuple(texts.items()), tuple(overrides.items()), repr(county))
        if key not in loaded:
            loaded[key] = load_texts(texts, overrides, county=county)
        return loaded[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.folder.load_texts", load_once)
        patch.setattr("typer.testing._get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(autouse=True)
def _journal_as_before() -> Iterator[None]:
    """Whoever sets up the journal does so for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def make_county(tmp_path: Path) -> MakeCounty:
    """Write the sample county, mailing to an address."""

    def make(address: Address) -> Path:
        write_county(tmp_path / "county", address)
        return tmp_path / "county"

    return make


@pytest.fixture
def county(make_county: MakeCounty) -> Path:
    """The sample county; nobody listens where its mail goes."""
    return make_county(NOBODY)


@pytest.fixture
def cell(migrated_url: str, county: Path) -> Iterator[Cell]:
    """Its cell on a database of each kind, on the day of NOW."""
    with open_on(read_folder(county), migrated_url, NOW) as opened:
        yield opened.cell


# --- commands as they are typed ---

VISIT = ("-f", "visitor=某家长", "-f", "channel=visit", "-f", "request=答复来访家长", "--as", "front_desk")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample county with one open matter, and its number: to be copied."""
    folder = tmp_path_factory.mktemp("prepared") / "county"
    write_county(folder)
    result = CliRunner().invoke(app, ["open", "first_contact", *VISIT, "--json", "--county", str(folder)])
    return folder, str(printed(result)["number"])


@pytest.fixture
def used_county(prepared: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it, where `run` gives its commands."""
    return shutil.copytree(prepared[0], tmp_path / "used")


@pytest.fixture
def number(prepared: tuple[Path, str]) -> str:
    """The matter that is open."""
    return prepared[1]


@pytest.fixture
def run(used_county: Path) -> Run:
    """Give a command to that county."""

    def give(*words: str, typed: str | None = None, **environ: str) -> Result:
        env = {"DUBAN_COUNTY": str(used_county), "DUBAN_LANG": "zh"} | environ
        return CliRunner().invoke(app, list(words), input=typed, env=env)

    return give


@pytest.fixture
def law_matter(run: Run, number: str) -> str:
    """A visitor's request that the clerk of the law section has accepted by name."""
    run("act", number, "offer", "-f", "handler=law_clerk", "--as", "front_desk")
    assert run("act", number, "accept", "--as", "law_clerk").exit_code == 0
    return number


def printed(result: Result) -> Any:
    """What a command printed as JSON."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
