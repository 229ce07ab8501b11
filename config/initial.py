"""A new county folder: all of it, or nothing.

Here: making the folder from the sample or the skeleton. Not here: what these hold (sample/, skeleton/),
reading a county folder (county.py).
"""

import secrets
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from config.keys import COUNTY

HERE = Path(__file__).parent
SEED = "change-me"  #: stands for the seed in both models, so that no two counties draw the same samples


class InitRefused(Exception):
    """The folder cannot be made; nothing was written."""


def init(folder: Path, sample: bool, *, seed: str = "") -> None:
    """Write a commented county folder.

    1. Refuse whatever is there already, unless it is an empty folder.
    2. Build the whole folder under another name beside it.
    3. Rename it. So a crash leaves no county folder, never half of one.
    """
    _refuse_occupied(folder)
    try:
        with TemporaryDirectory(prefix=".duban-init-", dir=folder.parent) as room:
            built = Path(room) / "county"
            shutil.copytree(HERE / ("sample" if sample else "skeleton"), built, copy_function=shutil.copyfile)
            _plant(built / COUNTY, seed or secrets.token_hex(16))
            built.replace(folder)
    except OSError as error:
        raise InitRefused(f"{folder.name} cannot be written: {error.strerror}") from error


def _refuse_occupied(folder: Path) -> None:
    shown = folder.name or "this folder"
    if not folder.parent.is_dir():
        raise InitRefused(f"{folder.parent.name} is not a folder: make it first")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InitRefused(f"{shown} is not a folder: give another name")
    if not folder.exists():
        return
    if any(folder.iterdir()):
        raise InitRefused(f"{shown} is not empty: give the name of a new folder")
    if folder.samefile(Path.cwd()):
        # It would be replaced, and whoever stands in it would stand in a folder that is gone.
        raise InitRefused("this is the current folder: give the name of a new one in it")


def _plant(file: Path, seed: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(SEED, seed), encoding="utf-8", newline="\n")
