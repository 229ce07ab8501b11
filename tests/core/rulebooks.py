"""Machines for tests of the core: the shipped rulebooks, and small ones for what those do not reach.

Each is read, fitted, resolved and compiled as a county's own would be; a fault in one stops the test that asks for it.
"""

from functools import cache
from pathlib import Path

from config.yaml_reader import Faults, read
from engine.core.machine import Machine
from workflows import rulebooks as _shipped
from workflows.book import Plain
from workflows.compiler import compile_machine
from workflows.fit import fit
from workflows.resolve import resolve
from workflows.schema import RULEBOOK, SHARED

FOLDER = Path(next(iter(_shipped.__path__)))


@cache
def shared() -> Plain:
    file = FOLDER / "shared.yaml"
    return fit(read(file.read_text("utf-8"), file.name), SHARED, file.name).data


@cache
def machine(text: str) -> Machine:
    """A rulebook written in a test."""
    book = fit(read(text, "test.yaml"), RULEBOOK, "test.yaml")
    if book.faults:
        raise Faults(book.faults)
    return compile_machine(resolve(book.data, shared()))


@cache
def shipped(name: str) -> Machine:
    return machine((FOLDER / f"{name}.yaml").read_text("utf-8"))


def shipped_names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.yaml") if file.stem != "shared")


HEAD = """
workflow: {name}
title: {{zh: {name}, en: {name}}}
number: TT
subject: [topic]
basis: test
opens: {{event: order, zh: 交办, en: Order, by: {by}, next: {first}}}
roles:
  handler: post handler of unit
  window_officer: post window_officer of unit
  window_supervisor: post window_supervisor
fields:
  topic:        {{zh: 事由, en: Topic, type: text}}
  grade:        {{zh: 类别, en: Grade, type: choice, of: [urgent, ordinary, hard], default: ordinary}}
  due_on:       {{zh: 到期日, en: Due day, type: date}}
  expected_end: {{zh: 预计结束日, en: Expected end, type: date}}
  new_unit:     {{zh: 移交单位, en: New unit, type: unit}}
  secret:       {{zh: 密, en: Secret, type: text, private: yes}}
  count_of:     {{zh: 数, en: Number, type: number}}
  officer:      {{zh: 承办人, en: Officer, type: person}}
  names:        {{zh: 名单, en: Names, type: list}}
"""


def _head(name: str, first: str, by: str = "desk") -> str:
    return HEAD.format(name=name, first=first, by=by)


def one_duty(limit: str = "5 wd @A", *keys: str, first: str = "", who: str = "handler") -> Machine:
    """One duty of the handler, ordered by the desk: `keys` are further lines of the duty, `first` of the rulebook."""
    more = "".join(f"    {key}\n" for key in keys)
    return machine(
        f"""{_head("one_duty", "work")}{first}
duties:
  work:
    zh: 办理
    en: Do the work
    who: {who}
    limit: {limit}
    done:
      finish: {{zh: 办结, en: Finish, next: closed}}
{more}
ends:
  closed: {{zh: 已办结, en: closed}}
"""
    )


def verified_duty(limit: str = "5 wd @A", verify: str = "", *keys: str) -> Machine:
    """As one_duty, but the desk verifies within 2 working days."""
    how = verify or "{by: desk, limit: 2 wd @A}"
    return one_duty(limit, f"verify: {how}", *keys)


def extendable(
    limit: str = "5 wd @A", extend: str = "{by: unit_head, up_to: same, times: 1 @A}", *keys: str
) -> Machine:
    return one_duty(limit, f"extend: {extend}", *keys)


ROUNDS = (
    _head("rounds", "visit")
    + """
duties:
  visit:
    zh: 走访
    en: Visit
    who: handler
    limit: 5 wd @A
    done:
      report: {zh: 报告, en: Report, next: [{when: count_of > 2, to: closed}, {to: visit}]}
    notes:
      remark: {zh: 备注, en: Remark}
limits:
  whole:
    zh: 全程
    en: The whole
    over: [visit]
    limit: 30 wd @A
ends:
  closed: {zh: 已办结, en: closed}
"""
)

VERIFIED_ROUNDS = ROUNDS.replace("rounds", "verified_rounds").replace(
    "    notes:", "    verify: {by: desk, limit: 2 wd @A}\n    notes:"
)

#: a licence: notice within 5 wd or deemed accepted, decision with a pause, delivery verified by a sample
LICENCE = (
    _head("licence", "check_material", "window_officer")
    + """
duties:
  check_material:
    zh: 审查材料
    en: Check the papers
    who: window_officer
    limit: {statutory: 5 wd @L 32}
    done:
      accept: {zh: 受理, en: Accept, next: decide}
      ask_supplement: {zh: 一次性告知, en: Ask for what is missing, next: supplement}
    passed: {event: deem_accepted, zh: 视为受理, en: Deem it accepted, next: decide, effective: order}
  decide:
    zh: 作出决定
    en: Decide
    who: window_officer
    limit: {promised: 14 wd @A, statutory: 20 wd @L 42}
    remind: LICENCE
    extend: {by: head, up_to: 10 wd @L 42, times: 1 @L 42}
    suspended:
      exclude: {zh: 特别程序, en: Exclude, next: excluded, needs: [expected_end]}
    done:
      decide: {zh: 决定, en: Decide, next: deliver}
  deliver:
    zh: 送达
    en: Deliver
    who: window_officer
    limit: {statutory: 10 wd @L 44}
    done:
      deliver: {zh: 送达, en: Deliver, next: archived}
    verify: {by: window_supervisor, sample: 10 % @A, limit: 5 wd @A}
waits:
  supplement:
    zh: 待补正
    en: Waiting for papers
    for: {zh: 申请人, en: the applicant}
    watch: window_officer
    ends:
      complete: {zh: 补正, en: Complete, next: decide, by: window_officer}
  excluded:
    zh: 特别程序
    en: Excluded procedure
    for: {zh: 专家, en: experts}
    watch: window_officer
    pauses: [decide]
    limit: on expected_end
    remind: DUE
    ends:
      resume: {zh: 恢复, en: Resume, next: decide}
anywhere:
  withdraw: {zh: 撤回, en: Withdraw, next: withdrawn, by: window_officer}
ends:
  archived: {zh: 已归档, en: archived}
  withdrawn: {zh: 已撤回, en: withdrawn}
"""
)

#: two waits in a row that pause the same clock
TWO_WAITS = (
    _head("two_waits", "decide")
    + """
duties:
  decide:
    zh: 决定
    en: Decide
    who: handler
    limit: 10 wd @A
    suspended:
      hear: {zh: 听证, en: Hear, next: hearing}
    done:
      decide: {zh: 决定, en: Decide, next: closed}
waits:
  hearing:
    zh: 听证
    en: Hearing
    for: {zh: 当事人, en: the parties}
    watch: handler
    pauses: [decide]
    ends:
      review: {zh: 评审, en: Review, next: reviewing}
      end_hearing: {zh: 结束, en: End, next: decide}
  reviewing:
    zh: 评审
    en: Expert review
    for: {zh: 专家, en: experts}
    watch: handler
    pauses: [decide]
    ends:
      end_review: {zh: 结束, en: End, next: decide}
ends:
  closed: {zh: 已办结, en: closed}
"""
)

#: a supervised matter: sign, carry out, verified by the desk; one limit over both
SUPERVISED = (
    _head("supervised", "sign_for")
    + """
at_once: grade == 'urgent'
duties:
  sign_for:
    zh: 签收
    en: Sign for it
    who: handler
    limit: 1 wd @A
    done:
      sign: {zh: 签收, en: Sign, next: carry_out}
  carry_out:
    zh: 办理
    en: Carry it out
    who: handler
    done:
      report: {zh: 报告, en: Report, next: struck_off}
    verify: {by: desk, limit: 5 wd @A}
limits:
  order_time:
    zh: 督办时限
    en: The order's limit
    over: [sign_for, carry_out]
    limit: {choose: grade, urgent: 3 wd @A, ordinary: 10 wd @A, hard: 20 wd @A}
    extend: {by: deputy, up_to: same, times: 1 @A}
ends:
  struck_off: {zh: 已销号, en: struck off}
"""
)

#: one limit over a verified duty and an unverified one after it
TWO_LEGS = (
    _head("two_legs", "draft")
    + """
duties:
  draft:
    zh: 起草
    en: Draft
    who: handler
    done:
      hand_in: {zh: 提交, en: Hand in, next: publish}
    verify: {by: desk, limit: 2 wd @A}
  publish:
    zh: 发布
    en: Publish
    who: handler
    done:
      publish: {zh: 发布, en: Publish, next: closed}
limits:
  whole:
    zh: 全程
    en: The whole
    over: [draft, publish]
    limit: 5 wd @A
ends:
  closed: {zh: 已发布, en: published}
"""
)

#: a duty that can be offered to another section
MOVABLE = (
    _head("movable", "work")
    + """
duties:
  work:
    zh: 办理
    en: Do the work
    who: handler
    limit: {promised: 5 wd @A, statutory: 8 wd @L 1}
    extend: {by: unit_head, up_to: same, times: 1 @A}
    notes:
      move: {zh: 移送, en: Offer to another unit, needs: [new_unit], set: {unit: new_unit}}
    suspended:
      ask: {zh: 征求意见, en: Ask, next: asked}
    done:
      finish: {zh: 办结, en: Finish, next: closed}
waits:
  asked:
    zh: 征求意见
    en: Opinion
    for: {zh: 专家, en: experts}
    watch: handler
    pauses: [work]
    ends:
      answered: {zh: 答复, en: Answered, next: work}
ends:
  closed: {zh: 已办结, en: closed}
"""
)

#: the whole missed: two clocks stop when the first limit passes
LAPSING = (
    _head("lapsing", "work")
    + """
duties:
  work:
    zh: 办理
    en: Do the work
    who: handler
    limit: 5 wd @A
    done:
      finish: {zh: 办结, en: Finish, next: closed}
    passed: {event: miss, zh: 缺办, en: Miss, next: explain}
  explain:
    zh: 说明
    en: Explain
    who: handler
    limit: 1 wd @A
    done:
      explained: {zh: 说明, en: Explain, next: closed, effective: order}
ends:
  closed: {zh: 已办结, en: closed}
"""
)

#: two duties in a row, the first with an extension
IN_A_ROW = (
    _head("in_a_row", "first")
    + """
duties:
  first:
    zh: 第一步
    en: The first
    who: handler
    limit: 5 wd @A
    extend: {by: unit_head, up_to: same, times: 1 @A}
    done:
      pass_on: {zh: 转下一步, en: Pass on, next: second}
  second:
    zh: 第二步
    en: The second
    who: handler
    limit: 20 wd @A
    done:
      finish: {zh: 办结, en: Finish, next: closed}
ends:
  closed: {zh: 已办结, en: closed}
"""
)

SMALL = {
    "rounds": ROUNDS,
    "verified_rounds": VERIFIED_ROUNDS,
    "licence": LICENCE,
    "two_waits": TWO_WAITS,
    "supervised": SUPERVISED,
    "two_legs": TWO_LEGS,
    "movable": MOVABLE,
    "lapsing": LAPSING,
    "in_a_row": IN_A_ROW,
}


def every_machine() -> dict[str, Machine]:
    """All rulebooks there are: the shipped ones and the small ones."""
    return {name: shipped(name) for name in shipped_names()} | {name: machine(text) for name, text in SMALL.items()}
