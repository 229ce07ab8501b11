"""A formal notice inside a mail: to whom, what happened, what is demanded, who else gets it.

Here: its words. Not here: the sheet that is printed (drafting.py).
"""

from engine.core.machine import RESPONSIBLE
from engine.run.letter import Item
from notifications.entry import Paper
from notifications.lines import event_title, inherited, is_draft, law, left_out
from notifications.pen import Pen
from notifications.standing import Standing, Step
from notifications.text import clean


def paper_of(pen: Pen, item: Item, standing: Standing, name: str) -> Paper:
    """The step that is said today as a notice."""
    words, step = pen.words, standing.said or Step(name=item.notice.kind, on=None)
    title = pen.paper(step) or words("paper", "", "")
    unit = pen.names.owing_unit(item)
    asked = words("paper_draft") if step.draft else _demand(pen, item, standing, step)
    between = "" if words.lang == "zh" else " "
    by_law = law(pen, standing) if item.notice.kind != "breach" else ""
    happened = between.join(filter(None, (_facts(pen, item, standing, name), left_out(pen, standing), by_law)))
    lines = [happened, inherited(pen, item, standing), "" if item.notice.kind == "breach" else asked]
    return Paper(
        title=_capital(words("draft_title", title) if step.draft else title),
        number=pen.serial(item),
        day=pen.days.short(pen.calendar.today(item.notice.at)),
        to=words("paper_to", unit) if unit else "",
        lines=tuple(line for line in lines if line),
        receivers=_receivers(pen, item, step),
    )


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _facts(pen: Pen, item: Item, standing: Standing, name: str) -> str:
    words, days, number = pen.words, pen.days, clean(item.notice.matter)
    if item.notice.kind == "breach" and (standing.statutory or standing.promised):
        return words("paper_breach", name, number, days.say(standing.statutory or standing.promised or days.today))
    since = days.short(standing.since) if standing.since else ""
    due = days.say(standing.promised) if standing.promised else ""
    return words("paper_facts", name, number, since, due, standing.late)


def _demand(pen: Pen, item: Item, standing: Standing, step: Step) -> str:
    words, days, after = pen.words, pen.days, standing.next
    if lapsed := pen.fact(item, "lapsed"):
        return words("paper_lapsed", days.short(pen.calendar.today(item.notice.at)), event_title(pen, item, lapsed))
    on = days.say(after.on) if after and after.on and after.name != "breach" else ""
    paper = pen.paper(after) if after and on else ""
    if after and is_draft(item, after):
        paper = words("draft_title", paper)
    if step.demand:
        return words("paper_demand", days.until(step.demand), on, paper)
    return words("paper_plain", on, paper)


def _receivers(pen: Pen, item: Item, step: Step) -> tuple[str, ...]:
    """Who it is addressed to and who gets copies; from the second step on the responsible person hears as well."""
    words, names = pen.words, pen.names
    main = names.roles(item, step.to)
    heard = RESPONSIBLE not in (*step.to, *step.cc) and not _is_first(item, step)
    copies = names.roles(item, (*step.cc, RESPONSIBLE) if heard else step.cc)
    lines = [words("paper_main", main) if main else "", words("paper_copies", copies) if copies else ""]
    return tuple(line for line in lines if line)


def _is_first(item: Item, step: Step) -> bool:
    """Whether it is the first step of its ladder; a breach never is."""
    rule = item.machine.clocks.get(item.notice.clock) if item.machine else None
    return bool(rule and rule.ladder and rule.ladder.steps and rule.ladder.steps[0].name == step.name)
