"""A bureau that does not exist, and what its letters are made of, for checking templates and for looking at mails.

Here: its people, one rulebook compiled by hand, and lines of Monday 9 November 2026. Not here: letters of every kind
(sample_letters.py), anything a county uses.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from engine.core.calendar import Calendar, DayHours
from engine.core.limit import Bound, Count, Limit, LimitRule
from engine.core.machine import (
    RESPONSIBLE,
    Branch,
    ClockRule,
    FieldRule,
    Ladder,
    Machine,
    Point,
    Profile,
    RoleTerm,
    State,
    Step,
    Text,
    Transition,
)
from engine.core.notice import Notice
from engine.core.organisation import Organisation, Person, Post, Unit
from engine.run.letter import Item, Letter

ZONE = ZoneInfo("Asia/Shanghai")
COUNTY = Text("示例县教育局", "Sample County Education Bureau")
TODAY = date(2026, 11, 9)
AT = datetime(2026, 11, 9, 8, 30, tzinfo=ZONE)
PRIVATE = "visitor"  #: the rulebook's private field


_URGED = {"step": "E1", "to": [RESPONSIBLE, "unit_head"], "paper": "urging_notice", "paper_title": "催办通知"}


@cache
def sample_calendar() -> Calendar:
    """Mondays to Fridays."""
    return Calendar(DayHours(zone=ZONE), ())


@cache
def sample_organisation() -> Organisation:
    units = {
        "bureau": Unit(code="bureau", name=COUNTY, kind="bureau", deputy="deputy"),
        "jijiao": Unit(code="jijiao", name=Text("基教股", "Basic Education Section"), parent="bureau"),
        "jijian": Unit(code="jijian", name=Text("基建股", "Building Section"), parent="bureau"),
        "school": Unit(code="school", name=Text("示例小学", "Sample Primary School"), kind="school", parent="bureau"),
    }
    names = {
        "a": "经办人甲",
        "b": "经办人乙",
        "head": "股长丙",
        "deputy": "副局长丁",
        "admin": "管理员戊",
        "principal": "校长己",
    }
    people = {code: Person(code=code, name=name, email=f"{code}@county.example") for code, name in names.items()}
    posts = (
        Post(kind="handler", unit="jijiao", a="a", b="b"),
        Post(kind="head", unit="jijiao", a="head"),
        Post(kind="deputy", unit="bureau", a="deputy"),
        Post(kind="head", unit="school", a="principal"),
    )
    return Organisation(units, people, posts)


@cache
def sample_machine() -> Machine:
    """A duty that is handed over, done and verified, with a wait."""
    return Machine(
        workflow="first_contact",
        title=Text("首问责任制", "First-contact responsibility"),
        prefix="SW",
        basis="",
        subject=("topic",),
        hash="",
        openings=(),
        fields={rule.name: rule for rule in _fields()},
        roles={"handler": (RoleTerm("field", "handler"),), "desk": (RoleTerm("post", "office_supervision"),)},
        states={state.name: state for state in _states()},
        table={(state, move.event): move for state, move in _moves()},
        clocks={name: _clock(name) for name in ("answer", "answer.verify", "answer.extension", "transfer", "waiting")},
    )


def _fields() -> tuple[FieldRule, ...]:
    return (
        FieldRule(name="topic", title=Text("事由", "Topic"), type="text"),
        FieldRule(name=PRIVATE, title=Text("来访人", "Visitor"), type="text", private=True),
        FieldRule(name="handler", title=Text("承办人", "Handler"), type="person"),
    )


def _moves() -> tuple[tuple[str, Transition], ...]:
    answer = _move("tell_result", "答复来访人，并登记答复时间和方式", "Answer, then record when and how", "done")
    return (
        ("hand_over", _move("accept", "接收承办", "Accept the matter", "done", "handler")),
        ("hand_over", _move("answer_on_spot", "当场答复", "Answer on the spot", "done")),
        ("answer", answer),
        ("answer.verify", _move("verify_pass", "核查通过", "Pass", "verify_pass")),
        ("answer.verify", _move("verify_false", "核查不实，退回", "Return as untrue", "verify_fail")),
        ("waiting", _move("complete", "登记补齐的材料", "Record the papers", "resume")),
        ("waiting", _move("deem_accepted", "视为受理", "Counts as accepted", "passed", "engine")),
    )


def _states() -> tuple[State, ...]:
    return (
        _state("hand_over", "duty", "移交承办人", "Hand over to a handler", "待移交", "to be handed over"),
        _state("answer", "duty", "答复来访家长", "Answer the visitor", "待答复", "awaiting an answer"),
        _state("answer.verify", "verify", "核查答复", "Verify the answer", "核查中", "being verified"),
        _state("waiting", "wait", "等待补充材料", "Wait for papers", "待补充", "awaiting papers"),
        _state("closed", "end", "已确认办结", "Confirmed", "已确认办结", "confirmed"),
    )


def _state(name: str, kind: str, zh: str, en: str, state_zh: str, state_en: str) -> State:
    return State(name=name, kind=kind, title=Text(zh, en), awaiting=Text(state_zh, state_en), who="handler")  # type: ignore[arg-type]


def _move(event: str, zh: str, en: str, kind: str, by: str = RESPONSIBLE) -> Transition:
    return Transition(event=event, title=Text(zh, en), kind=kind, branches=(Branch("closed"),), by=(by,))  # type: ignore[arg-type]


def _clock(name: str) -> ClockRule:
    papers = {"E1": "urging_notice", "E2": "supervision_order", "E3": "criticism_notice"}
    steps = tuple(
        Step(name=step, after=1, to=("unit_head",), paper=paper, draft=step == "E3") for step, paper in papers.items()
    )
    return ClockRule(
        name=name,
        title=Text("答复时限", "Time to answer"),
        kind="duty",
        over=frozenset({name}),
        limit=LimitRule(cases={"": Limit(promised=Bound(Count(5, "wd"), "A"))}),
        profile={"": Profile(name="DUE", points=(Point("due"),))},
        ladder=Ladder(name="standard", steps=steps),
    )


# --- lines -------------------------------------------------------------------------------------------------------------------


def standing(days: int, *, long: bool = False) -> dict[str, object]:
    """The facts of a clock that is due so many calendar days from the sample day (the past is negative)."""
    calendar, due = sample_calendar(), TODAY + timedelta(days=days)
    left, late = calendar.working_after(TODAY, due), calendar.working_after(due, TODAY)
    light = "red" if due < TODAY else "amber" if left <= 3 else "green"
    facts: dict[str, object] = {
        "clock": "answer", "since": "2026-10-30", "promised": str(due), "light": light, "left": left, "late": late,
        "day_zero": "2026-10-30", "next": {**_URGED, "on": str(calendar.next_working(max(due, TODAY)))},
    }  # fmt: skip
    return facts | ({"statutory": str(due + timedelta(days=14))} if long else {})


def item(
    kind: str,
    facts: Mapping[str, object],
    *,
    number: str = "SW-2026-0412",
    topic: str = "学区划分咨询",
    unit: str = "jijiao",
    carried: bool = False,
    matter_state: str = "",
    **notice: str,
) -> Item:
    """One line; `notice` holds what differs from a line to whoever owes the answer."""
    told = {"clock": "answer", "state": "answer", **notice}
    at = AT - timedelta(days=3) if carried else AT
    basis = str(facts.get("step") or 1)
    return Item(
        id=1,
        notice=Notice(matter=number, run=1, kind=kind, basis=basis, person="a", at=at, data=facts, **told),  # type: ignore[arg-type]
        machine=sample_machine(),
        unit=unit,
        state=matter_state or told["state"],
        fields={"topic": topic, "handler": "a"},
        carried=carried,
    )


def without_matter(kind: str, facts: Mapping[str, object]) -> Item:
    """A line that is about no matter."""
    notice = Notice(matter="", clock="", run=0, kind=kind, basis="1", person="admin", at=AT, data=facts)
    return Item(id=1, notice=notice, machine=None)


def letter(items: list[Item], lang: str = "zh", *, name: str = "", email: str = "a@county.example") -> Letter:
    person = Person(code="a", name=name or "经办人甲", email=email, lang=lang)
    return Letter(person=person, at=AT, items=tuple(items), organisation=sample_organisation(), today=TODAY)
