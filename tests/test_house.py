"""The house rules that no tool checks by itself. What the rooms do is tested elsewhere."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
ROOMS = ("engine", "workflows", "notifications", "config", "service")

#: Ways to read the system's clock; only the one clock may, everybody else is told `now`.
CLOCK_READS = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.(time|time_ns|localtime))$")
CLOCK = Path("service/clock.py")

#: What would tie the project to one machine or one package index.
BOUND_TO_A_PLACE = re.compile(
    r"https?://\S*/simple\b|(index-url|find-links)[= ]+\S*[:/]|file:///\w|(?<![\w.~>-])/(home|root|work|Users)/\w"
)


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _clock_reads(source: str) -> list[str]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    return [f"{node.lineno}: {name}" for node in nodes if CLOCK_READS.search(name := ast.unparse(node))]


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_only_the_one_clock_reads_the_time() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{read}"
        for path in _sources(*ROOMS)
        if path.relative_to(ROOT) != CLOCK
        for read in _clock_reads(path.read_text(encoding="utf-8"))
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import datetime as dt\nx = dt.datetime.now(dt.UTC)", ["2: dt.datetime.now"]),
        ("Field(default_factory=datetime.utcnow)", ["1: datetime.utcnow"]),
        ("date.today()", ["1: date.today"]),
        ("time.time()", ["1: time.time"]),
        ("time.monotonic() and event.time", []),
        ("'datetime.now() is not called here'", []),
    ],
)
def test_a_clock_read_is_found_in_code_and_not_in_words(source: str, found: list[str]) -> None:
    assert _clock_reads(source) == found


def test_every_module_says_what_lives_in_it() -> None:
    """An empty `__init__.py` among the tests only marks a folder; in the rooms it has something to say."""
    modules = [*_sources(*ROOMS), *(path for path in _sources("tests") if path.stat().st_size)]

    silent = [
        str(path.relative_to(ROOT))
        for path in modules
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a git checkout")
def test_no_file_is_bound_to_one_machine_or_package_index() -> None:
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = [ROOT / name for name in names if name]

    faults = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if BOUND_TO_A_PLACE.search(line)
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        ("--index-" + "url https:" + "//pypi.example/", True),
        ("--find-links" + " ../wheels", True),
        ("see https:" + "//mirror.example/simple/", True),
        ("data = '/ho" + "me/li/duban'", True),
        ("href='https://example.test/home/page'", False),
        ("--no-emit-index-url --no-header", False),
    ],
)
def test_an_address_or_a_machine_path_is_recognised(line: str, bound: bool) -> None:
    assert bool(BOUND_TO_A_PLACE.search(line)) is bound
