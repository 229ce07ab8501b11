"""The four lines of an item: why it came, what to do, by when, and what follows otherwise.

Here: which phrase is true for a notice, and its words. Not here: the phrases (templates/), lines that have one sentence only
(telling.py), papers (paper.py).
"""

from engine.core.machine import ENGINE, EXTENSION, RESPONSIBLE, TRANSFER, VERIFY, Transition
from engine.run.gap import WORKFLOW as GAP
from engine.run.letter import Item
from notifications.entry import is_own
from notifications.pen import Pen
from notifications.standing import Standing, Step

_WAYS = {"duty": ("done", "refused"), "verify": ("verify_pass", "verify_fail"), "wait": ("resume", "done"), "end": ()}
_MOST_WAYS = 4  #: more choices than a sentence can hold


def why(pen: Pen, item: Item, standing: Standing) -> str:
    """Why this person gets this line: his role and since when; of an uncovered post first who is away, and until when."""
    away = pen.names.away(item) if item.machine and item.machine.workflow == GAP else []
    said = _why(pen, item, standing)
    return _joined(pen, pen.words("why_gap", away), said) if away else said


def _why(pen: Pen, item: Item, standing: Standing) -> str:
    notice, words = item.notice, pen.words
    if not is_own(item):
        return _why_told(pen, item)
    if notice.kind == "returned":
        return words("why_returned", _by(pen, item), pen.fact(item, "result"))
    if notice.kind == "late":
        return _joined(pen, words("why_late"), words("why_late_breach") if notice.data.get("breach_told") else "")
    if notice.because in ("backup", "acting", "one_up"):
        return words(f"why_{notice.because}")
    if notice.kind == "offered":
        return words("why_offered", _by(pen, item))
    if notice.kind == "transferred":
        return words("why_transferred", pen.names.unit(notice.data.get("given_by")))
    return _why_owed(pen, item, standing)


def _why_owed(pen: Pen, item: Item, standing: Standing) -> str:
    words, duty, by = pen.words, item.notice.state, _by(pen, item)
    since = pen.days.short(standing.since) if standing.since else ""
    if duty.endswith(EXTENSION):
        # `since` is when the matter entered its state; the request came on the day its own clock counts from.
        return words("why_extension", by, pen.days.short(standing.day_zero) if standing.day_zero else "")
    if duty == TRANSFER:
        return words("why_transfer", by)
    if duty.endswith(VERIFY):
        return words("why_verify", since)
    if item.notice.kind == "look_in" or _state_kind(item) == "wait":
        return words("why_wait", since)
    if standing.inherited:
        taken = standing.inherited
        return words("why_succeeded", pen.days.short(taken.on), list(taken.before), taken.late)
    if item.notice.data.get("by") == ENGINE:
        return words("why_engine", since)
    return words("why_duty", since, by)


def _why_told(pen: Pen, item: Item) -> str:
    notice, words = item.notice, pen.words
    if notice.because in ("away", "one_up"):
        return words(f"why_{notice.because}")
    role = pen.names.role(item, notice.role) if notice.role else ""
    if notice.kind == "late":
        return words("why_late_copied", role)
    if notice.capacity == "cc" or not role:
        return words("why_copied", role)
    return words("why_role", role)


def what(pen: Pen, item: Item) -> str:
    """What the person can do, by the titles of the events: verb first."""
    words, duty = pen.words, item.notice.state
    if item.machine is None:
        return words("what_look")
    if duty.endswith(EXTENSION):
        clock = item.machine.clocks.get(duty.removesuffix(EXTENSION))
        return words("what_extension", pen.names.title(clock.title) if clock else "")
    if duty == TRANSFER:
        return words("what_transfer")
    if lapsed := pen.fact(item, "lapsed"):
        state = pen.names.state(item, item.state) if item.state != duty else ""
        return words("what_lapsed", event_title(pen, item, lapsed), state)
    titles = _titles(pen, item)
    if item.notice.kind == "look_in" or _state_kind(item) == "wait":
        return words("what_wait", titles[0] if titles else "")
    if not titles:
        return words("what", pen.names.duty(item)) if pen.names.duty(item) else words("what_look")
    if len(titles) == 1:
        return words("what", titles[0])
    return words("what_ways", "", titles[:_MOST_WAYS])


def main_event(item: Item) -> Transition | None:
    """The event the main button is named after."""
    found = _events(item)
    return found[0] if found else None


def _events(item: Item) -> list[Transition]:
    machine, duty = item.machine, item.notice.state or item.state
    if machine is None or duty not in machine.states:
        return []
    state = machine.states[duty]
    moves = [move for move in machine.events_in(duty) if move.kind in _WAYS[state.kind]]
    his = {item.notice.role} if item.notice.kind == "offered" else {RESPONSIBLE, item.notice.role, state.who}
    own = [move for move in moves if his & set(move.by)]
    if own and len(own) < len(moves) and item.notice.kind != "offered":
        # What ends the duty is partly another's act (`accept`): then his own part is noted (`offer`).
        own = [move for move in machine.events_in(duty) if move.kind == "note" and his & set(move.by)] + own
    return own or [move for move in moves if move.by != (ENGINE,)]


def _titles(pen: Pen, item: Item) -> list[str]:
    titles = [pen.names.title(move.title) for move in _events(item)]
    if pen.words.lang == "en":
        return titles[:1] + [_inside(title) for title in titles[1:]]
    return titles


def _inside(title: str) -> str:
    """An English title in the middle of a sentence; what is written in capitals stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _state_kind(item: Item) -> str:
    state = item.machine.states.get(item.notice.state or item.state) if item.machine else None
    return state.kind if state else ""


def when(pen: Pen, item: Item, standing: Standing) -> str:
    """By when: the promise first, the law's date only where it differs."""
    words, days = pen.words, pen.days
    if standing.promised is None:
        is_paused = standing.light == "paused" and item.notice.kind != "look_in"
        return words("when_paused" if is_paused else "when_none")
    due = days.until(standing.promised)
    if standing.light == "red":
        said = _joined(pen, words("when_over", due, standing.late), left_out(pen, standing))
    elif standing.is_due(days.today):
        said = words("when_today", days.say(standing.promised), f"{days.close:%H:%M}")
    else:
        said = words("when_left", due, standing.left)
    return _joined(pen, said, law(pen, standing))


def left_out(pen: Pen, standing: Standing) -> str:
    """The days that are nobody's lateness, for a reader who counts them himself."""
    if not (standing.unheard or standing.others):
        return ""
    return pen.words("left_out_days", standing.unheard, standing.others)


def law(pen: Pen, standing: Standing) -> str:
    """The statutory date where it differs, and whether the dates are only provisional."""
    words, statutory = pen.words, standing.statutory
    said = ""
    if statutory:
        phrase = "when_statutory_over" if statutory < pen.days.today else "when_statutory"
        said = words(phrase, pen.days.say(statutory))
    return _joined(pen, said, words("when_provisional") if standing.provisional else "")


def otherwise(pen: Pen, item: Item, standing: Standing) -> str:
    """What follows if nothing is done: the next real step, its date and who hears of it."""
    if pen.fact(item, "lapsed"):
        return ""  # the paper names who hears of it
    said = _next(pen, item, standing.next) if standing.next else ""
    return _joined(pen, said, _also_told(pen, item, standing))


def _next(pen: Pen, item: Item, step: Step) -> str:
    words = pen.words
    on = pen.days.say(step.on) if step.on else ""
    if step.event:
        return words("else_passed", on, event_title(pen, item, step.event))
    if step.name == "breach":
        return words("else_breach", on)
    # What is offered is still another's duty.
    own = is_own(item) and item.notice.kind != "offered"
    to = pen.names.roles(item, step.to, own=own) or [words("role_unnamed")]
    return words("else_draft" if is_draft(item, step) else "else_step", on, pen.paper(step), to)


def is_draft(item: Item, step: Step) -> bool:
    """Whether the paper of a step is only drafted; the facts of a step to come do not say it, the ladder does."""
    rule = item.machine.clocks.get(item.notice.clock) if item.machine else None
    steps = rule.ladder.steps if rule and rule.ladder else ()
    return step.draft or any(each.draft for each in steps if each.name == step.name)


def event_title(pen: Pen, item: Item, event: str) -> str:
    moves = item.machine.table.values() if item.machine else ()
    return next((pen.names.title(move.title) for move in moves if move.event == event), event)


def _also_told(pen: Pen, item: Item, standing: Standing) -> str:
    """Who else hears of the step today; the reader knows about himself."""
    if item.notice.kind != "step" or standing.said is None or not is_own(item):
        return ""
    others = [role for role in (*standing.said.to, *standing.said.cc) if role != item.notice.role]
    return pen.words("also_told", pen.names.roles(item, others)) if others else ""


def inherited(pen: Pen, item: Item, standing: Standing) -> str:
    """Said in a paper: who took the matter over when and from whom, and how late it was then."""
    taken = standing.inherited
    if taken is None:
        return ""
    holder = pen.names.person(item.holder)
    return pen.words("inherited", holder, pen.days.short(taken.on), list(taken.before), taken.late)


def note(pen: Pen, item: Item) -> str:
    """Said of a line whose first mail never arrived: why it comes now, and where the matter stands meanwhile."""
    if not item.carried:
        return ""
    words, notice = pen.words, item.notice
    said = words("carried", pen.days.short(pen.calendar.today(notice.at)))
    state = pen.names.state(item, item.state) if notice.state and item.state != notice.state else ""
    side = notice.state.endswith(EXTENSION) or notice.state == TRANSFER
    return _joined(pen, said, words("moved_on", state) if state and not side else "")


def _by(pen: Pen, item: Item) -> str:
    return pen.names.person(item.notice.data.get("by"))


def _joined(pen: Pen, *sentences: str) -> str:
    """Sentences in a row; English wants a space between them."""
    return ("" if pen.words.lang == "zh" else " ").join(each for each in sentences if each)
