"""The wheel holds all that the rooms need to run: code, rulebooks, templates, SQL and migrations."""

from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
ROOMS = ("engine", "workflows", "notifications", "config", "service")


def test_every_file_of_the_rooms_is_in_the_wheel(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])

    with ZipFile(built) as wheel:
        packed = set(wheel.namelist())

    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    needed = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert sorted(needed - packed) == []
