"""A new county folder: complete, readable, and never half done."""

import os
import random
import shutil
from pathlib import Path

import pytest

from config.county import County, read_county
from config.initial import HERE, InitRefused, init
from config.takeover import difference
from config.yaml_reader import Fault, Faults, Node, read
from tests.config.small import faults_of


@pytest.fixture(params=[True, False], ids=["sample", "skeleton"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    init(tmp_path / "county", sample=request.param)
    return tmp_path / "county"


@pytest.fixture
def sample(tmp_path: Path) -> County:
    init(tmp_path / "county", sample=True, seed="drawn")
    return read_county(tmp_path / "county")


def test_a_new_folder_passes_the_check_without_a_note(made: Path) -> None:
    assert read_county(made).notes == ()


def test_every_file_of_a_new_folder_says_what_it_is_for_in_both_languages(made: Path) -> None:
    for file in (path for path in made.rglob("*") if path.is_file()):
        first = file.read_text(encoding="utf-8").splitlines()[0]

        assert first.startswith("# ")
        assert first.isascii() is False
        assert any(character.isascii() and character.isalpha() for character in first)


def test_a_new_folder_is_the_model_it_was_made_from(tmp_path: Path) -> None:
    init(tmp_path / "county", sample=True)

    assert difference(read_county(HERE / "sample").organisation, read_county(tmp_path / "county").organisation) == ()


def test_two_counties_draw_different_samples(tmp_path: Path) -> None:
    init(tmp_path / "a", sample=False)
    init(tmp_path / "b", sample=False)

    seeds = {read_county(tmp_path / name).settings.seed for name in "ab"}

    assert len(seeds) == 2


def test_a_given_seed_is_written(sample: County) -> None:
    assert sample.settings.seed == "drawn"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()

    init(tmp_path / "county", sample=False)

    assert faults_of(tmp_path / "county") == []


def test_a_folder_that_holds_anything_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / ".hidden").touch()

    with pytest.raises(InitRefused, match="county is not empty"):
        init(tmp_path / "county", sample=True)

    assert [path.name for path in (tmp_path / "county").iterdir()] == [".hidden"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "county").touch()

    with pytest.raises(InitRefused, match="county is not a folder"):
        init(tmp_path / "county", sample=True)


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "county").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(InitRefused, match="county is not a folder"):
        init(tmp_path / "county", sample=True)


def test_a_folder_in_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InitRefused, match="nowhere is not a folder: make it first"):
        init(tmp_path / "nowhere" / "county", sample=True)


def test_the_current_folder_is_refused_since_it_would_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InitRefused, match="current folder"):
        init(Path(), sample=True)


@pytest.mark.parametrize("step", ["copyfile", "write_text", "replace"])
def test_a_failure_at_any_step_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil if step == "copyfile" else Path, step, fail)

    with pytest.raises(InitRefused, match="county cannot be written"):
        init(tmp_path / "county", sample=True)

    assert list(tmp_path.iterdir()) == []


GARBAGE = (
    "\t", "{", "}", "[", "]", ":", "- ", "&a", "*a", "!!int", "%", "@", "`", '"', "'", "|", ">", "---", "...",
    "\0", "\ufeff", "\u202e", "\u2028", "\r", "\ud7ff", "😀", "  ", "#", "null", "~", "yes", "9" * 400, "x: y", "? x",
    "2026-13-45", "1..2", "../..", "sqlite:///", "https://[", "a@b", "<<: *x", "\\x00", "\x85", "", "=", "-1", "１",
)  # fmt: skip


def _mutated(text: str, chance: random.Random) -> str:
    lines = text.splitlines()
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            head, _, _ = lines[at].partition(":")
            lines[at] = f"{head}: {chance.choice(GARBAGE)}"
        case 4:
            column = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column] + chance.choice(GARBAGE) + lines[at][column:]
        case _:
            column = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column] + lines[at][column + chance.randrange(1, 6) :]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("round_", range(10))
def test_a_damaged_folder_is_read_or_its_faults_have_places(tmp_path: Path, round_: int) -> None:
    """500 damaged folders in all: never an exception that is not Faults, never a place that is not there."""
    chance = random.Random(round_)
    init(tmp_path / "county", sample=round_ < 3)  # the sample takes long to read
    originals = {file: file.read_text(encoding="utf-8") for file in _yaml_files(tmp_path / "county")}
    for _ in range(50):
        file = chance.choice(sorted(originals))
        damaged = originals[file]
        for _ in range(chance.randrange(1, 4)):
            damaged = _mutated(damaged, chance)
        file.write_text(damaged, encoding="utf-8", newline="")

        _read_or_faults(tmp_path / "county")

        file.write_text(originals[file], encoding="utf-8")


def _yaml_files(folder: Path) -> list[Path]:
    own = folder / "calendar" / "2031.yaml"
    own.write_text("year: 2031\noff: [2031-01-01..2031-01-03]\nwork: [2031-01-04]\nclosed: [2031-07-15]\n")
    return [*folder.glob("*.yaml"), own]


def _read_or_faults(folder: Path) -> None:
    for fault in _faults(folder):
        lines = (folder / fault.place.file).read_text(encoding="utf-8").count("\n") + 2
        assert 1 <= fault.place.line <= lines, fault
        assert fault.place.column >= 1
        assert fault.message


def _faults(folder: Path) -> tuple[Fault, ...]:
    try:
        read_county(folder)
    except Faults as found:
        return found.faults
    return ()


def _scalars(node: Node) -> int:
    inside = (*node.items, *(value for _, _, value in node.entries))
    return 1 if node.kind == "scalar" else sum(map(_scalars, inside))


@pytest.mark.parametrize("file", ["county.yaml", "people.yaml", "organisation.yaml"])
@pytest.mark.parametrize("put", ["[]", "{}", "[a]", "{a: b}", "''"])
def test_no_shape_of_a_value_is_more_than_a_fault(tmp_path: Path, file: str, put: str) -> None:
    """Each value of each file in turn becomes a list, a map, or nothing."""
    init(tmp_path / "county", sample=False)
    path = tmp_path / "county" / file
    text = path.read_text(encoding="utf-8")
    assert _scalars(read(text, file)) > 5
    lines = text.splitlines()
    for at, line in enumerate(lines):
        head, colon, _ = line.partition(":")
        if colon and not line.lstrip().startswith("#"):
            path.write_text("\n".join((*lines[:at], f"{head}: {put}", *lines[at + 1 :])), encoding="utf-8")

            _read_or_faults(tmp_path / "county")
