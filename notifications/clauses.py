"""The clauses printable papers are made of: the cells of their tables, what happened, what is asked, what follows.

Here: what each says of one step, and the step in words. Not here: which paper has which (drafting.py), the phrases (templates/).
No private field gets here, for the line has none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.core.notice import Notice
from engine.run.letter import Item
from notifications.document import Cell
from notifications.lines import event_title, inherited, is_draft, left_out
from notifications.naming import Naming
from notifications.pen import Pen
from notifications.serial import serial
from notifications.standing import Standing, Step, read_standing
from notifications.text import clean


@dataclass(frozen=True, slots=True)
class Brief:
    """The step a paper is about, in words."""

    pen: Pen
    item: Item
    standing: Standing
    step: Step
    name: str  #: of the matter
    unit: str  #: that owes; "" = not known

    @property
    def title(self) -> str:
        return self.pen.paper(self.step) or self.pen.words("paper", "", "")

    @property
    def heading(self) -> str:
        return self.title[:1].upper() + self.title[1:]

    @property
    def number(self) -> str:
        return clean(self.item.notice.matter)

    @property
    def on(self) -> str:
        """The day it was said."""
        return self.pen.days.full(self.pen.days.today)

    def said(self, phrase: str, *arguments: object) -> str:
        return self.pen.words(phrase, *arguments)

    def paragraphs(self, *paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        """Sentences put together; English wants a space between them."""
        between = "" if self.pen.words.lang == "zh" else " "
        found = (between.join(sentence for sentence in sentences if sentence) for sentences in paragraphs)
        return tuple(paragraph for paragraph in found if paragraph)


def brief_of(pen: Pen, item: Item, name: str) -> Brief:
    noted = pen.calendar.today(item.notice.at)
    days = replace(pen.days, today=noted)
    organisation = pen.letter.organisation
    pen = replace(pen, days=days, names=Naming(pen.words, days, organisation))
    standing = read_standing(item.notice.data, noted, noted, pen.calendar)
    step = standing.said or Step(name=item.notice.kind, on=None, paper=pen.fact(item, "paper"))
    return Brief(pen, item, standing, step, name or clean(item.notice.matter), pen.names.owing_unit(item))


def number_of(brief: Brief) -> str:
    """The number; of a draft the place for it."""
    step, pen = brief.step, brief.pen
    if not step.draft:
        return pen.serial(brief.item)
    return serial(pen.papers, step.paper, clean(step.paper_title), pen.days.today.year)


def to_roles(brief: Brief) -> str:
    roles = brief.pen.names.roles(brief.item, brief.step.to)
    return brief.said("doc_to", roles) if roles else ""


def copies(brief: Brief) -> str:
    roles = brief.pen.names.roles(brief.item, brief.step.cc)
    return brief.said("doc_copies", roles) if roles else ""


# --- the table ---------------------------------------------------------------------------------------------------------------


def rows(brief: Brief, wanted: tuple[tuple[str, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """The rows whose facts are known; a pair of which one is missing becomes one wide cell."""
    rows = (tuple(cell for name in row if (cell := _cell(brief, name))[1]) for row in wanted)
    return tuple(row for row in rows if row)


def _cell(brief: Brief, name: str) -> Cell:
    known = brief.pen.letter.organisation.units.get(brief.item.unit)
    return brief.said("doc_label", name, known.kind if known else ""), _CELLS[name](brief)


def _matter_cell(brief: Brief) -> str:
    return brief.said("named", brief.name, brief.number) if brief.name != brief.number else brief.number


def _source_cell(brief: Brief) -> str:
    """What the matter says it comes from, else what kind of matter it is."""
    machine = brief.item.machine
    source = brief.pen.names.fields(brief.item).get("source", "")
    return source or (brief.pen.names.title(machine.title) if machine else "")


def _since_cell(brief: Brief) -> str:
    since = brief.standing.day_zero or brief.standing.since
    return brief.pen.days.full(since) if since else ""


def _promised_cell(brief: Brief) -> str:
    return brief.pen.days.say(brief.standing.promised) if brief.standing.promised else ""


def _late_cell(brief: Brief) -> str:
    late = brief.standing.late
    return brief.said("doc_late", brief.pen.days.short(brief.pen.days.today), late) if late else ""


def _statutory_cell(brief: Brief) -> str:
    return brief.pen.days.full(brief.standing.statutory) if brief.standing.statutory else ""


def _demand_cell(brief: Brief) -> str:
    return brief.said("doc_before", brief.pen.days.formal(brief.step.demand)) if brief.step.demand else ""


_CELLS: Mapping[str, Callable[[Brief], str]] = {
    "matter": _matter_cell,
    "ordered": _matter_cell,
    "unit": lambda brief: brief.unit,
    "person": lambda brief: brief.pen.names.person(brief.item.holder),
    "away": lambda brief: brief.said("listed", brief.pen.names.away(brief.item)),
    "source": _source_cell,
    "since": _since_cell,
    "promised": _promised_cell,
    "late": _late_cell,
    "statutory": _statutory_cell,
    "demand": _demand_cell,
}

# --- sentences ---------------------------------------------------------------------------------------------------------------


def facts(brief: Brief) -> str:
    """What happened, with the papers that went before."""
    days, standing = brief.pen.days, brief.standing
    since = standing.day_zero or standing.since
    happened = brief.said(
        "doc_facts",
        days.full(since) if since else "",
        brief.unit,
        brief.name,
        brief.number if brief.name != brief.number else "",
        days.say(standing.promised) if standing.promised else "",
        days.say(standing.statutory) if standing.statutory else "",
        list(steps(brief)),
        days.short(days.today),
        standing.late,
    )
    return "".join(brief.paragraphs((happened, left_out(brief.pen, standing), inheritance(brief))))


def inheritance(brief: Brief) -> str:
    """Since when the one responsible owes it and from whom it came, where it was taken over while it was open."""
    return inherited(brief.pen, brief.item, brief.standing)


def steps(brief: Brief) -> Iterator[str]:
    """Each paper that was issued before about the same run: 10月30日发催办通知（教催〔2026〕43号）."""
    for notice in brief.item.steps:
        said = _step_of(notice)
        if said and not said.draft:
            on, earlier = brief.pen.calendar.today(notice.at), replace(brief.item, notice=notice)
            yield brief.said("doc_step", brief.pen.days.short(on), brief.pen.paper(said), brief.pen.serial(earlier))


def _step_of(notice: Notice) -> Step | None:
    data = notice.data
    if not data.get("paper"):
        return None
    return Step(
        name=str(data.get("step") or ""),
        on=None,
        paper=str(data["paper"]),
        paper_title=str(data.get("paper_title") or ""),
        draft=bool(data.get("draft")),
    )


def demand(brief: Brief) -> str:
    """What is asked, and what follows otherwise."""
    if ended := lapsed(brief):
        return ended
    due = brief.pen.days.formal(brief.step.demand) if brief.step.demand else ""
    return "".join(brief.paragraphs((brief.said("doc_demand", due), follows(brief))))


def lapsed(brief: Brief) -> str:
    """Instead of a demand, where the engine ended the duty in the batch of the paper: only the reason is asked."""
    event = brief.pen.fact(brief.item, "lapsed")
    if not event:
        return ""
    on = brief.pen.days.short(brief.pen.days.today)
    return brief.said("paper_lapsed", on, event_title(brief.pen, brief.item, event))


def follows(brief: Brief) -> str:
    """The next paper, its day, and to whom it goes."""
    after = brief.standing.next
    if not after or not after.on or not (after.paper or after.name == "breach"):
        return ""
    to = brief.pen.names.roles(brief.item, after.to)
    on, is_only_drafted = brief.pen.days.say(after.on), is_draft(brief.item, after)
    return brief.said("doc_follows", on, brief.pen.paper(after), is_only_drafted, to)
