"""What was expected against what was seen. Pure: the same two always give the same differences.

Here: lines, silences, numbers of mails, standings. Not here: seeing (play.py), printing.

How lines are compared: each person of each expected line claims one line that was said, the strictest expectation first
(one that names a matter and a clock before one that names neither). What is left over on either side is a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.core.machine import Text
from service.scenario.report import Difference, SeenLine, SeenMail
from service.scenario.script import Check, Expected, Key, Line, Mails, Scenario, Silence


@dataclass(frozen=True, slots=True)
class _Claim:
    """One person of one expected line."""

    line: Line
    person: str
    capacity: str

    @property
    def strictness(self) -> int:
        return bool(self.line.matter) + bool(self.line.clock) + bool(self.line.demand)


def judge(scenario: Scenario, lines: Sequence[SeenLine], mails: Sequence[SeenMail]) -> tuple[Difference, ...]:
    """Everything but the standings, which are seen while it happens."""
    expected = [one for one in scenario.expect if not one.later]
    missing, extra = _matched([one for one in expected if isinstance(one, Line)], lines)
    found = [_missing(claim, lines) for claim in missing]
    found += [_extra(scenario, line) for line in _unannounced(scenario.expect, extra) if _is_strict(scenario, line)]
    for one in expected:
        if isinstance(one, Silence):
            found += _broken(one, lines, mails)
        elif isinstance(one, Mails):
            found += _miscounted(one, mails)
    return tuple(found)


# --- lines --------------------------------------------------------------------------------------------------------------------


def _matched(expected: Iterable[Line], lines: Sequence[SeenLine]) -> tuple[list[_Claim], list[SeenLine]]:
    """Claims that nothing meets, and lines that nobody claims."""
    left = list(lines)
    missing = []
    for claim in sorted(_claims(expected), key=lambda claim: -claim.strictness):
        met = next((line for line in left if _meets(line, claim)), None)
        if met is None:
            missing.append(claim)
        else:
            left.remove(met)
    return sorted(missing, key=lambda claim: claim.line.place), left


def _claims(expected: Iterable[Line]) -> Iterator[_Claim]:
    for line in expected:
        for capacity, people in (("to", line.to), ("cc", line.cc)):
            yield from (_Claim(line, person, capacity) for person in people)


def _meets(line: SeenLine, claim: _Claim) -> bool:
    wanted = claim.line
    return (
        line.at == wanted.at
        and line.person == claim.person
        and line.capacity == claim.capacity
        and line.says == wanted.says
        and wanted.matter in ("", line.matter)
        and wanted.clock in ("", line.clock)
        and wanted.demand in (None, line.demand)
    )


def _missing(claim: _Claim, lines: Sequence[SeenLine]) -> Difference:
    line = claim.line
    near_zh, near_en = _nearest(claim, lines)
    what = f"{line.says}{f' ({line.clock})' if line.clock else ''}"
    about_zh = f"关于 {line.matter} 的" if line.matter else ""
    about_en = f" about {line.matter}" if line.matter else ""
    way_zh, way_en = ("抄送", "as a copy") if claim.capacity == "cc" else ("主送", "addressed")
    words = Text(
        f"{_clock(line.at)} {claim.person} 应收到{about_zh}“{what}”（{way_zh}），没有收到{near_zh}",
        f"{_clock(line.at)} {claim.person} should get `{what}`{about_en} ({way_en}) and does not{near_en}",
    )
    return Difference(place=line.place, at=line.at, words=words)


def _nearest(claim: _Claim, lines: Sequence[SeenLine]) -> tuple[str, str]:
    """What this person got instead: the same line otherwise, or the nearest one about the same matter."""
    mine = [line for line in lines if line.person == claim.person and claim.line.matter in ("", line.matter)]
    same = [line for line in mine if line.says == claim.line.says and claim.line.clock in ("", line.clock)]
    then = [line for line in mine if line.at == claim.line.at]
    near = min(same or then, key=lambda line: (abs(line.at - claim.line.at), line.id), default=None)
    if near is None:
        return "", ""
    way_zh, way_en = ("抄送", "copy") if near.capacity == "cc" else ("主送", "addressed")
    return (
        f"；最接近的是 {_clock(near.at)}“{near.says}”（{near.clock}，{way_zh}）",
        f"; the nearest is `{near.says}` at {_clock(near.at)} ({near.clock}, {way_en})",
    )


def _unannounced(expect: Iterable[Expected], extra: Iterable[SeenLine]) -> list[SeenLine]:
    """Lines that not even a `later` expectation names."""
    return _matched([one for one in expect if isinstance(one, Line) and one.later], list(extra))[1]


def _is_strict(scenario: Scenario, line: SeenLine) -> bool:
    """Whether the file wants to name every line like this one."""
    return not scenario.only or (scenario.only == "named" and line.is_named)


def _extra(scenario: Scenario, line: SeenLine) -> Difference:
    what = f"{line.says}{f' ({line.clock})' if line.clock else ''}"
    about_zh, about_en = (f"关于 {line.matter} 的", f" about {line.matter}") if line.matter else ("", "")
    way_zh, way_en = ("抄送", "as a copy") if line.capacity == "cc" else ("主送", "addressed")
    words = Text(
        f"{_clock(line.at)} {line.person} 收到{about_zh}“{what}”（{way_zh}），没有任何 expect 行写到",
        f"{_clock(line.at)} {line.person} gets `{what}`{about_en} ({way_en}), which no line expects",
    )
    return Difference(place=scenario.expect_place, at=line.at, words=words)


# --- silence and mails --------------------------------------------------------------------------------------------------------


def _broken(silence: Silence, lines: Sequence[SeenLine], mails: Sequence[SeenMail]) -> Iterator[Difference]:
    """What is said, and what arrives, in a silence. Information lines make no mail and break none."""
    about = {line.mail for line in lines if line.matter == silence.matter}
    for line in lines:
        is_meant = silence.matter in ("", line.matter) and silence.to in ("", line.person) and not line.is_information
        if is_meant and silence.first_at <= line.at <= silence.last_at:
            words = Text(
                f"应当安静，但 {_clock(line.at)} {line.person} 收到“{line.says}”（{line.matter} {line.clock}）",
                f"silence is broken: `{line.says}` to {line.person} at {_clock(line.at)} ({line.matter} {line.clock})",
            )
            yield Difference(place=silence.place, at=line.at, words=words)
    for mail in mails:
        at = mail.reached_at
        is_meant = silence.to in ("", mail.person) and (not silence.matter or mail.id in about)
        if is_meant and at is not None and at != mail.written_at and silence.first_at <= at <= silence.last_at:
            words = Text(
                f"应当安静，但 {_clock(at)} 有一封迟到的邮件送达 {mail.person}：{mail.subject}",
                f"silence is broken: a delayed mail reaches {mail.person} at {_clock(at)}: {mail.subject}",
            )
            yield Difference(place=silence.place, at=at, words=words)


def _miscounted(wanted: Mails, mails: Sequence[SeenMail]) -> Iterator[Difference]:
    reached = [
        one for one in mails if one.person == wanted.to and one.reached_at and wanted.at in (None, one.reached_at)
    ]
    when_zh, when_en = (f"{_clock(wanted.at)} ", f" at {_clock(wanted.at)}") if wanted.at else ("全程", " in all")
    if len(reached) != wanted.mails:
        words = Text(
            f"{when_zh}应有 {wanted.mails} 封邮件送达 {wanted.to}，实有 {len(reached)} 封",
            f"{wanted.mails} mail(s) should reach {wanted.to}{when_en}, not {len(reached)}",
        )
        yield Difference(place=wanted.place, at=wanted.at, words=words)
    lines = sum(one.lines for one in reached)
    if wanted.lines is not None and lines != wanted.lines:
        words = Text(
            f"{when_zh}送达 {wanted.to} 的邮件应有 {wanted.lines} 行，实有 {lines} 行",
            f"the mail(s) to {wanted.to}{when_en} should have {wanted.lines} line(s), not {lines}",
        )
        yield Difference(place=wanted.place, at=wanted.at, words=words)


# --- how a matter stands ------------------------------------------------------------------------------------------------------


def misstated(check: Check, at: datetime, standing: Mapping[Key, str]) -> Iterator[Difference]:
    """Each value that is not as it should be."""
    about = f"{check.matter}{f' {check.clock}' if check.clock else ''}"
    for key, wanted in check.values.items():
        found = standing.get(key, "none")
        if found != wanted:
            words = Text(
                f"{_clock(at)} {about} 的 {key} 应为 {wanted}，实为 {found}",
                f"{_clock(at)} {key} of {about} should be {wanted}, not {found}",
            )
            yield Difference(place=check.place, at=at, words=words)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
