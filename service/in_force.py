"""The county folder as it was when it last had no fault: what goes on being in force while somebody is editing it.

Organisation and calendar in force stand in the database. Settings, rulebooks and overrides come from the folder alone, so their
texts are kept in one file of it, written whenever the folder is read without a fault. Templates are not: one that
fails has the built-in one in its place.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from config.keys import COUNTY, ORGANISATION, PEOPLE
from config.yaml_reader import Fault, Faults
from engine.core.machine import Text
from service.fault import BadInput
from service.folder import Folder, read_folder

#: Begins with a dot: no reader of the folder looks at it.
KEPT = ".in-force.json"

_FILES = (COUNTY, ORGANISATION, PEOPLE)
_BLOCKS = ("calendar", "workflows", "overrides")

Texts = Mapping[str, str]


def folder_in_force(path: Path) -> tuple[Folder, tuple[Fault, ...]]:
    """The folder, and no faults; or the folder as it was before it had these faults.

    Raises Faults where it never was without, BadInput where there is no folder.
    """
    must_be_there(path)
    before = _texts(path)
    try:
        folder = read_folder(path)
    except Faults as found:
        return _as_it_was(path, found), found.faults
    # What was changed while it was read has not been read.
    if before == _texts(path):
        _keep(path / KEPT, before)
    return folder, ()


def must_be_there(path: Path) -> None:
    """Raise BadInput where there is no folder."""
    if not path.is_dir():
        raise BadInput(Text(f"没有县文件夹 {path}。", f"There is no county folder {path}."))


def _texts(path: Path) -> Texts:
    names = [*_FILES, *(f"{block}/{file.name}" for block in _BLOCKS for file in sorted((path / block).glob("*.yaml")))]
    found = {}
    for name in names:
        try:
            found[name] = (path / name).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return found


def _keep(file: Path, texts: Texts) -> None:
    """Whole or not at all, for its owner alone. Where nothing may be written nothing is kept, and the folder must be sound."""
    if _kept(file) == texts:
        return
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=f"{file.name}.", delete=False) as part:
            json.dump(texts, part, ensure_ascii=False)
        Path(part.name).replace(file)
    except OSError:
        return


def _kept(file: Path) -> Texts | None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _as_it_was(path: Path, now: Faults) -> Folder:
    """Read from the kept texts as if they stood in the folder. Raises the faults of now where there is nothing to go by."""
    texts = _kept(path / KEPT)
    if texts is None:
        raise now
    with TemporaryDirectory(prefix="duban-folder-") as room:
        for name, text in texts.items():
            file = Path(room) / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        try:
            return read_folder(Path(room), home=path)
        except Faults:
            # Another version of the program may ask for more.
            raise now from None
