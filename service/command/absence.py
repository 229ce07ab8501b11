"""`duban absent` and `duban absence`: somebody is away, who stands in, and what becomes of an absence that was entered."""

from datetime import date, timedelta
from typing import Annotated

import typer

from engine.core.calendar import Interval
from engine.core.machine import Text
from engine.core.organisation import Absence
from engine.run import absence
from engine.run.world import load_world
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, day, known_person
from service.command.session import session
from service.covering import covers, told
from service.fault import BadInput
from service.printing import Printer

YEAR = timedelta(days=366)  #: what is longer, or farther off, is more often a slip of the hand

Person = Annotated[str, typer.Argument(metavar="PERSON", help="人员代码 Code of who is away.")]
First = Annotated[date, typer.Argument(metavar="FROM", parser=day, help="从哪天 First day away.")]
Last = Annotated[date, typer.Argument(metavar="TO", parser=day, help="到哪天 Last day away.")]
Long = Annotated[bool, typer.Option("--long", help="确实超过一年 It is really longer, or farther off, than a year.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="请假编号（duban absence list） Its number.")]
EndsWith = Annotated[date, typer.Argument(metavar="LAST", parser=day, help="最后一天 The last day away.")]
Reason = Annotated[str, typer.Option("--reason", help="理由 The reason; it stays in the record.")]
WithPast = Annotated[bool, typer.Option("--all", help="连已结束的 Those that are over, too.")]

_HEADS = (Text("编号", "number"), Text("姓名", "who"), Text("从", "from"), Text("至", "to"))
_NOBODY = Text("没有人请假。", "Nobody is away.")


@guarded
def absent(
    person: Person,
    first: First,
    last: Last,
    actor: Actor,
    long: Long = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """请假 Somebody is away; what is due goes to the other of the pair, with a copy.

    例 Example: duban absent basic_clerk_a 2026-05-18 2026-05-22 --as basic_clerk_a
    """
    printer = Printer(lang)
    if last < first:
        raise BadInput(Text(f"{last} 早于 {first}。", f"{last} is before {first}."))
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            world = load_world(opened.cell, tx)
            others = absence.listed(tx, first)
        whole = world.organisation
        for code in (person, actor):
            known_person(code, whole)
        if not long:
            _check(first, last, world.calendar.today(now))
        one = Absence(person, Interval(first, last))
        number = absence.enter(opened.cell, one, actor, now)
        opened.bell.ring()
    found = covers(whole, one, others)
    if as_json:
        printer.json({"absence": number, "person": person, "from": first, "to": last, "cover": found})
        return
    for line in told(whole, one, found):
        printer.say(line)


def _check(first: date, last: date, today: date) -> None:
    """Raise BadInput for what is probably mistyped."""
    if last - first > YEAR or abs(first - today) > YEAR:
        raise BadInput(
            Text(
                f"{first} 至 {last} 超过一年，或离今天超过一年。请核对；确实如此，加 --long。",
                f"{first} to {last} is longer than a year, or more than a year from today. Look again; if it is so, add --long.",
            )
        )


@guarded
def list_absences(
    with_past: WithPast = False, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """谁请假 Who is away, or will be.

    例 Example: duban absence list
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now), opened.cell.database.read() as tx:
        world = load_world(opened.cell, tx)
        found = absence.listed(tx, world.calendar.today(now), with_past=with_past)
        people = world.organisation.people
    if as_json:
        printer.json(
            [
                {"absence": number, "person": one.person, "from": one.days.first, "to": one.days.last}
                for number, one in found.items()
            ]
        )
    elif not found:
        printer.say(_NOBODY)
    else:
        rows = [
            [
                str(number),
                people[one.person].name if one.person in people else one.person,
                str(one.days.first),
                str(one.days.last or ""),
            ]
            for number, one in found.items()
        ]
        printer.table(_HEADS, rows)


@guarded
def end_absence(
    number: Number,
    last: EndsWith,
    actor: Actor,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """提前到岗 An absence ends earlier than it was entered: LAST is its last day.

    例 Example: duban absence end 3 2026-05-20 --as basic_clerk_a
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            people = load_world(opened.cell, tx).organisation
        known_person(actor, people)
        one = absence.end(opened.cell, number, last, actor, now)
        opened.bell.ring()
    if as_json:
        printer.json({"absence": number, "person": one.person, "from": one.days.first, "to": one.days.last})
        return
    printer.say(Text(f"请假 {number} 改为到 {last} 为止。", f"Absence {number} ends with {last}."))


@guarded
def drop_absence(
    number: Number,
    actor: Actor,
    reason: Reason,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """撤销误登的请假 An absence that was entered wrongly is taken back; what was said in it stands.

    例 Example: duban absence drop 3 --as office_clerk --reason 登记错人
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            people = load_world(opened.cell, tx).organisation
        known_person(actor, people)
        one = absence.take_back(opened.cell, number, actor, reason, now)
        opened.bell.ring()
    if as_json:
        printer.json({"absence": number, "person": one.person, "from": one.days.first, "to": one.days.last})
        return
    printer.say(Text(f"请假 {number} 已撤销。", f"Absence {number} is taken back."))
