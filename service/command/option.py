"""The options that commands share, each said once."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from engine.core.act import hint
from engine.core.machine import Text
from engine.core.organisation import Organisation
from engine.core.refusal import Refused
from service.fault import BadInput


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Given(NamedTuple):
    """A field and its value, as typed."""

    name: str
    value: str


def given(text: str) -> Given:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise typer.BadParameter(f"{text!r}: field=value")
    return Given(name.strip(), value.strip())


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r}: YYYY-MM-DD") from None


def values_of(fields: list[Given] | None) -> dict[str, object]:
    """The fields by name; raises BadInput for one that is given twice."""
    values: dict[str, object] = {}
    for name, value in fields or ():
        if name in values:
            raise BadInput(Text(f"字段 {name} 给了两次。", f"The field {name} is given twice."))
        values[name] = value
    return values


def known_person(code: str, organisation: Organisation) -> None:
    """Raise Refused for somebody nobody knows."""
    if code not in organisation.people:
        raise Refused("unknown_person", person=code, hint=hint(code, set(organisation.people)))


CountyFolder = Annotated[
    Path, typer.Option("--county", envvar="DUBAN_COUNTY", metavar="DIR", help="县文件夹 The county folder.")
]
Lang = Annotated[Language, typer.Option("--lang", envvar="DUBAN_LANG", help="语言 Language of what is printed.")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON Print JSON.")]
Actor = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="由谁办理（人员代码） Who does it: code of a person.")
]
Fields = Annotated[
    list[Given] | None,
    typer.Option(
        "-f", "--field", metavar="FIELD=VALUE", parser=given, help="字段的值，可多次 A value; may be repeated."
    ),
]
On = Annotated[
    date | None,
    typer.Option(
        "--on", metavar="YYYY-MM-DD", parser=day, help="补登：算哪一天的 Dated back to this day, where rules allow it."
    ),
]

COUNTY = Path("county")
