"""Letters that never leave: one for each kind of notice, with every form its lines take.

Here: the facts of such lines. Not here: who they are about (sample.py).
"""

from collections.abc import Mapping
from dataclasses import replace

from engine.core.machine import RESPONSIBLE
from engine.core.notice import KINDS
from engine.run.letter import Item, Letter
from notifications.sample import item, letter, standing, without_matter

Facts = Mapping[str, object]

E1 = {
    "step": "E1", "to": [RESPONSIBLE, "unit_head"], "cc": ["deputy", "desk"], "paper": "urging_notice",
    "paper_title": "催办通知",
}  # fmt: skip
E2 = {
    "step": "E2", "to": ["unit_head", "deputy"], "cc": ["desk"], "paper": "supervision_order", "paper_title": "督办单",
}  # fmt: skip
E3 = {
    "step": "E3", "to": ["head"], "cc": ["inspection_team", "deputy"], "paper": "criticism_notice",
    "paper_title": "通报批评",
}  # fmt: skip
BREACH = {"step": "breach", "to": ["head"], "cc": [], "paper": "statutory_breach", "paper_title": "超法定时限"}

E4 = {"step": "E4", "to": ["group_leader"], "cc": ["head"], "paper": "talk_proposal", "paper_title": "约谈建议"}
GAP = {"step": "gap", "to": ["deputy"], "cc": ["unit_head"], "paper": "uncovered_post", "paper_title": "岗位空缺"}
OWN_PAPER = {"step": "own", "to": ["desk"], "cc": [], "paper": "own_paper", "paper_title": "情况说明"}

TAKEN: Facts = {"inherited": {"on": "2026-11-06", "before": ["某前任"], "late": 2}}
LATE, TODAY, TOMORROW, SOON = standing(-3), standing(0), standing(1), standing(3, long=True)
PAUSED: Facts = {"clock": "answer", "since": "2026-10-30", "light": "paused"}
EXTENSION, SIDE = "answer.extension", "transfer"


def every_letter(lang: str) -> dict[str, Letter]:
    """A letter of each kind, one with all of them, and one of a messenger: for somebody else without e-mail."""
    everything = [line for kind in KINDS for line in items_of(kind)]
    one_each = {kind: letter(_numbered(items_of(kind)), lang) for kind in KINDS}
    mixed = {
        "everything": _numbered(everything),
        "relay": [replace(one, on_behalf="principal") for one in _numbered(everything)],
        "one_duty": _of_one_duty(),
    }
    return one_each | {name: letter(lines, lang) for name, lines in mixed.items()}


def _numbered(lines: list[Item]) -> list[Item]:
    """Each about a matter of its own: lines about one duty would stand together."""
    return [
        replace(one, id=index, notice=replace(one.notice, matter=f"SW-2026-{412 + index:04}"))
        if one.notice.matter
        else replace(one, id=index)
        for index, one in enumerate(lines)
    ]


def _of_one_duty() -> list[Item]:
    """What several lines say about one duty: a reminder that comes late, a breach, and another clock."""
    breach = {**LATE, **BREACH, "statutory": "2026-11-06"}
    return [
        item("late", {**LATE, "unheard": 2, "breach_told": True}, role=RESPONSIBLE),
        item("breach", breach, role=RESPONSIBLE, capacity="cc"),
        item("due", TODAY, role=RESPONSIBLE, clock="answer.verify", state="answer"),
    ]


def paper_letter(kind: str, lang: str) -> Letter:
    """A letter with one paper of this kind: issued, and drafted."""
    facts = {**LATE, **E2, "paper": kind, "demand": "2026-11-10", "next": {**E3, "on": "2026-11-11"}}
    issued = item("step", {**facts, "paper_no": 17}, role="unit_head")
    drafted = item("step", {**facts, "step": "draft", "draft": True, "demand": ""}, role="deputy")
    return letter([with_history(issued), drafted], lang)


def with_history(line: Item) -> Item:
    """The same with what the store knows of a step: who owes, and the paper before it."""
    before = item("step", {**LATE, **E1, "paper_no": 43}, role="unit_head", carried=True).notice
    return replace(line, holder="a", steps=(before,))


def items_of(kind: str) -> list[Item]:
    """Lines of one kind in every form it takes."""
    lines: list[tuple[Facts, dict[str, str]]] = _CLOCKS.get(kind) or _ACTS.get(kind) or []
    if lines:
        return [item(kind, facts, **how) for facts, how in lines]  # type: ignore[arg-type]
    if kind == "late":
        to_head = item(kind, LATE, role="unit_head", capacity="cc")
        return [item(kind, LATE, role=RESPONSIBLE, carried=True, matter_state="waiting"), to_head]
    return [without_matter(kind, _SYSTEM[kind])]


_OWN = {"role": RESPONSIBLE}
_TO_HANDLER = {"role": "handler"}

#: What clocks say by themselves.
_CLOCKS: dict[str, list[tuple[Facts, dict[str, str]]]] = {
    "start": [(standing(7), _OWN), ({**SOON, "by": "a"}, {**_OWN, "clock": SIDE, "state": SIDE})],
    "point": [(SOON, _OWN), (SOON, {"role": "deputy"}), ({**SOON, "provisional": True}, _OWN), (PAUSED, _OWN)],
    "due": [(TODAY, {**_OWN, "because": "backup"}), (TODAY, {"role": "unit_head", "capacity": "cc"}),
            (TODAY, {**_OWN, "because": "acting"}), (TODAY, {**_OWN, "because": "away", "capacity": "cc"})],
    "step": [
        ({**LATE, **E1, "paper_no": 43, "next": {**E2, "on": "2026-11-11"}}, _OWN),
        ({**LATE, **E2, "paper_no": 17, "demand": "2026-11-10", "next": {**E3, "on": "2026-11-11"}}, {"role": "unit_head"}),
        ({**LATE, **E3, "draft": True, "next": {}, **TAKEN}, {"role": "head"}),
        ({**LATE, **E1, "next": {"step": "breach", "on": "2026-11-11"}}, {"role": "one_up", "because": "one_up"}),
        ({**LATE, **E4, "draft": True, "next": {}}, {"role": "group_leader"}),
        ({**LATE, **GAP, "paper_no": 3, "next": {}}, {"role": "deputy"}),
        ({**LATE, **OWN_PAPER, "paper_no": 1, "next": {"step": "breach", "on": "2026-11-11"}}, {"role": "desk"}),
    ],
    "breach": [({**LATE, **BREACH, "paper_no": 2, "statutory": "2026-11-06"}, {"role": "head"}),
               ({**LATE, **BREACH, "statutory": "2026-11-06"}, {**_OWN, "capacity": "cc"})],
    "before_statutory": [({**LATE, "statutory": "2026-11-20", "next": {"step": "breach", "on": "2026-11-23"}}, {"role": "deputy"}),
                         ({**SOON, "next": {"event": "deem_accepted", "on": "2026-11-27"}}, _OWN)],
    "look_in": [({"clock": "waiting", "since": "2026-10-09", "light": "paused"}, {**_OWN, "state": "waiting"})],
    "digest": [(LATE, {"role": "deputy"}), ({**LATE, "next": {}, "line": "school"}, {"role": "deputy", "unit": "school"})],
}  # fmt: skip

#: What acts cause.
_ACTS: dict[str, list[tuple[Facts, dict[str, str]]]] = {
    "assigned": [
        ({**TOMORROW, "by": "b"}, _TO_HANDLER),
        ({**SOON, "by": "engine"}, _TO_HANDLER),
        ({**LATE, "by": "b", **TAKEN}, _TO_HANDLER),
        ({**SOON, "by": "a"}, {"role": "deputy", "clock": EXTENSION, "state": EXTENSION}),
        ({**SOON, "by": "a"}, {"role": "desk", "clock": "answer.verify", "state": "answer.verify"}),
    ],
    "returned": [({**SOON, "by": "b", "result": "false"}, _TO_HANDLER), ({**LATE, "by": "", "result": "insufficient"}, _TO_HANDLER)],
    "transferred": [({**SOON, "by": "head", "unit": "jijian", "given_by": "jijiao"}, _TO_HANDLER),
                    ({**SOON, "by": "head", "unit": "jijian", "given_by": "jijiao"}, {"capacity": "cc"})],
    "offered": [({**TODAY, "by": "b", "event": "offer"}, {**_TO_HANDLER, "state": "", "matter_state": "hand_over"})],
    "told": [
        ({**SOON, "by": "deputy", "answer": "granted", "n": 5, "unit": "wd"}, {}),
        ({**SOON, "by": "deputy", "answer": "refused", "n": 5, "unit": "wd"}, {}),
        ({**SOON, "by": "engine", "answer": "refused", "n": 5, "unit": "wd"}, {}),
        ({"by": "head", "answer": "refused", "unit": "jijian"}, {"clock": SIDE}),
        ({"by": "engine", "answer": "lapsed", "unit": "jijian"}, {"clock": SIDE}),
        (PAUSED, {}),
    ],
    "withdrawn": [({**SOON, "step": "E2", "told_of": "2026-11-03"}, _OWN)],
    "redated": [({**SOON, "promised_was": "2026-11-13"}, _TO_HANDLER),
                ({**SOON, "promised_was": "2026-11-13", "statutory": "2026-11-20", "statutory_was": "2026-11-23"}, _TO_HANDLER),
                ({**SOON, "statutory": "2026-11-20", "statutory_was": "2026-11-23"}, _TO_HANDLER)],
    "closed": [({"by": "deputy", "end": "closed"}, {"matter_state": "closed"})],
}  # fmt: skip

#: What the system has to say, about no matter.
_SYSTEM: dict[str, Facts] = {
    "provisional": {"year": 2027},
    "calendar_missing": {"year": 2027},
    "gap": {"post": "handler", "unit": "jijiao", "person": "a"},
    "delivery_fault": {"person": "principal", "error": "550 5.1.1 no such mailbox", "matters": ["YC-2026-0101", "YC-2026-0102"],
                       "held": ["YC-2026-0101"]},
    "stand_in": {"person": "b", "first": "2026-11-09", "last": "2026-11-13", "count": 2},
}  # fmt: skip
