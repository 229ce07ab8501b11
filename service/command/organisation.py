"""`duban absent`: somebody is away from one day to another, and the other of the pair stands in."""

from datetime import date
from typing import Annotated

import typer

from engine.core.calendar import Interval
from engine.core.machine import Text
from engine.core.organisation import Absence, Organisation
from engine.run import affairs
from engine.run.desk import Desk
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, day, known_person
from service.command.session import session
from service.fault import BadInput
from service.printing import Printer

Person = Annotated[str, typer.Argument(metavar="PERSON", help="人员代码 Code of who is away.")]
First = Annotated[date, typer.Argument(metavar="FROM", parser=day, help="从哪天 First day away.")]
Last = Annotated[date, typer.Argument(metavar="TO", parser=day, help="到哪天 Last day away.")]


@guarded
def absent(
    person: Person,
    first: First,
    last: Last,
    actor: Actor,
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
            organisation = Desk(opened.cell, tx, now).world.organisation
        for code in (person, actor):
            known_person(code, organisation)
        number = affairs.add_absence(opened.cell, Absence(person, Interval(first, last)), actor, now)
        opened.bell.ring()
    cover = _cover(organisation, person)
    if as_json:
        printer.json({"absence": number, "person": person, "from": first, "to": last, "cover": cover})
        return
    printer.say(_told(organisation, person, cover, first, last))


def _cover(organisation: Organisation, person: str) -> list[str]:
    """Who stands in: the others of the pairs the person belongs to."""
    pairs = [post.b if post.a == person else post.a for post in organisation.posts if person in (post.a, post.b)]
    return [code for code in dict.fromkeys(pairs) if code]


def _told(organisation: Organisation, person: str, cover: list[str], first: date, last: date) -> Text:
    name = organisation.people[person].name
    others = [organisation.people[code].name for code in cover]
    if not others:
        return Text(
            f"已登记 {name} {first} 至 {last} 请假。没有B角：到期事项由股长代办，并登记岗位空缺。",
            f"{name} is away from {first} to {last}. There is no B: the section head acts and the gap is recorded.",
        )
    return Text(
        f"已登记 {name} {first} 至 {last} 请假，由 {'、'.join(others)} 顶岗。",
        f"{name} is away from {first} to {last}; {', '.join(others)} stand(s) in.",
    )
