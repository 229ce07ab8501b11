"""Which files a county folder has, and opening them.

Here: finding and opening, with faults for what is missing or cannot be read. Not here: what they say.
"""

from pathlib import Path

from config.form import Form
from config.report import Report
from config.yaml_reader import Faults, Node, Place, did_you_mean, read


def required_file(folder: Path, name: str, report: Report) -> Form:
    """A file every county has, as a form; a blank one when it is missing or cannot be read."""
    if not (folder / name).is_file():
        near = did_you_mean(name, _names(folder))
        report.fault(Place(name), "this file is missing", near or "`duban init` writes one")
        return Form(None, name, report, place=Place(name))
    return Form(open_file(folder, name, report), name, report, place=Place(name))


def open_file(folder: Path, name: str, report: Report) -> Node | None:
    """A file by its name inside the folder: that name, never the folder's own, stands in messages."""
    try:
        return read((folder / name).read_bytes(), name)
    except Faults as found:
        report.faults.extend(found.faults)
    except OSError as error:
        report.fault(Place(name), f"this file cannot be opened: {error.strerror}", "check who may read it")
    return None


def county_files(folder: Path, block: str, report: Report) -> tuple[Path, ...]:
    """The YAML files of a folder inside the county folder, by name; the folder need not exist."""
    found = []
    for name in _names(folder / block):
        path = folder / block / name
        if path.suffix == ".yaml" and path.is_file():
            found.append(path)
        elif path.suffix.lower() in (".yml", ".yaml"):
            report.fault(Place(f"{block}/{name}"), "this is not a file that ends in .yaml", "rename it to end in .yaml")
        elif path.suffix.lower() not in (".md", ".txt") or path.is_dir():
            report.note(Place(f"{block}/{name}"), "this is not read", "only files that end in .yaml are")
    return tuple(found)


def _names(folder: Path) -> list[str]:
    """What lies in a folder, without what begins with a dot."""
    try:
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []
