"""`duban init`, `duban check`, `duban version`: before there is anything to serve."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from config.initial import init
from config.yaml_reader import Fault, Faults
from engine.core.machine import Text
from service.command.guard import BAD_INPUT, guarded, placed
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.folder import Folder, check_folder
from service.in_force import must_be_there
from service.printing import Printer

NewFolder = Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹 The folder to make.")]
Sample = Annotated[bool, typer.Option("--sample", help="示例县 With the sample county in it.")]


@guarded
def init_county(folder: NewFolder, sample: Sample = False, lang: Lang = Language.ZH) -> None:
    """新建县文件夹 Write a commented county folder.

    例 Example: duban init county --sample
    """
    init(folder, sample)
    Printer(lang).say(
        Text(
            f"已建立 {folder}。接着：改 county.yaml，运行 duban check --county {folder}",
            f"{folder} is made. Next: change county.yaml, and run duban check --county {folder}",
        )
    )


@guarded
def check(county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """检查 Check settings, organisation, calendar, rulebooks and templates: every fault at once.

    例 Example: duban check --county county
    """
    printer = Printer(lang)
    must_be_there(county)
    try:
        folder = check_folder(county)
    except Faults as found:
        _tell_faults(printer, county, found.faults, as_json=as_json)
        raise typer.Exit(BAD_INPUT) from found
    if as_json:
        printer.json({"faults": [], "notes": [_plain(each) for each in folder.notes]})
        return
    for note in folder.notes:
        told = placed(county, note, printer.lang)
        printer.say(Text(f"{told}  （提示）", f"{told}  (note)"))
    printer.say(_summary(folder))


def _tell_faults(printer: Printer, county: Path, faults: tuple[Fault, ...], *, as_json: bool) -> None:
    if as_json:
        printer.json({"faults": [_plain(each) for each in faults], "notes": []})
        return
    for each in faults:
        printer.say(placed(county, each, printer.lang))
    printer.say(Text(f"共 {len(faults)} 处错误。", f"{len(faults)} fault(s)."))


def _plain(fault: Fault) -> dict[str, object]:
    place = fault.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": fault.message,
        "hint": fault.hint,
    }


def _summary(folder: Folder) -> Text:
    books, organisation = len(folder.rulebooks.machines), folder.county.organisation
    units, people = len(organisation.units), len(organisation.people)
    return Text(
        f"没有错误：{books} 个制度，{units} 个单位，{people} 人。",
        f"No faults: {books} workflows, {units} units, {people} people.",
    )


@guarded
def tell_version(as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """版本 The version of this program.

    例 Example: duban version
    """
    found = version("duban")
    printer = Printer(lang)
    if as_json:
        printer.json({"version": found})
    else:
        printer.say(f"duban {found}")
