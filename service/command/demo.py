"""`duban demo`: the sample county with the real service and a fast clock; or an order for a demo that is running."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from engine.core.machine import Text
from service.command.guard import guarded
from service.command.option import Lang, Language
from service.fault import BadInput

#: Everything after the first word belongs to the order, options included.
SETTINGS = {"allow_interspersed_args": False}

Order = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ORDER]", help="给运行中演示的命令 An order for a running demo (with --county)."),
]
Speed = Annotated[
    float, typer.Option("--days-per-second", min=0.1, max=10000, help="每秒过几天 Quiet days to a second.")
]
Keep = Annotated[
    float,
    typer.Option("--keep", min=0, metavar="SECONDS", help="几秒没有输入就结束 Ends after so long without input."),
]
Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="写在哪里并保留 Where to write the county, which then stays."),
]
Running = Annotated[
    Path | None, typer.Option("--county", metavar="DIR", help="运行中演示的县文件夹 County folder of a running demo.")
]


@guarded
def demo(
    order: Order = None,
    speed: Speed = 2.5,
    keep: Keep = 60,
    folder: Folder = None,
    county: Running = None,
    lang: Lang = Language.ZH,
) -> None:
    """演示 The sample county: the days of 2026 pass, mails arrive and are shown.

    With --county and an order (list, show, explain, open, act) it speaks to a demo that runs in another terminal.

    例 Example: duban demo --lang en
    """
    if county is not None:
        raise typer.Exit(_give(order or ["list"], county, lang))
    if order:
        _refuse(" ".join(order))
    raise typer.Exit(_show(1 / speed, keep, folder, lang))


def _refuse(order: str) -> NoReturn:
    from service.demo.phrases import ORDER_ALONE

    raise BadInput(Text(ORDER_ALONE.zh.format(order), ORDER_ALONE.en.format(order)))


def _show(pace: float, keep: float, folder: Path | None, lang: str) -> int:
    from service.demo.showing import Wish, show

    return show(Wish(lang=lang, pace=pace, keep=keep, folder=folder))


def _give(order: list[str], county: Path, lang: str) -> int:
    from service.demo.orders import clock_of, give

    return give(order, county, clock_of(county), lang)
