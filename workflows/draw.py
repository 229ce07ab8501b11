"""A picture of a workflow: a Mermaid state diagram made from the machine, so that it cannot disagree with it.

Here: draw. Not here: pages that show it.
"""

from engine.core.machine import ENGINE, VERIFY, ClockRule, Machine, State, Transition
from workflows.limit_text import spell

_SIDE_KINDS = frozenset(
    {"ask_extension", "grant_extension", "refuse_extension", "accept_transfer", "refuse_transfer", "note"}
)


def draw(machine: Machine, lang: str = "zh") -> str:
    """The diagram, with titles in `lang`."""
    head = ["---", f"title: {_plain(machine.title.get(lang))}", "---", "stateDiagram-v2"]
    lines = [f"    {_key(state.name)}: {_label(machine, state, lang)}" for state in machine.states.values()]
    lines += [
        f"    [*] --> {_key(branch.to)}: {_arrow(opening.transition, branch.when, lang)}"
        for opening in machine.openings
        for branch in opening.transition.branches
    ]
    for (state, _), move in machine.table.items():
        lines += _arrows(machine, state, move, lang)
    lines += [f"    {_key(state.name)} --> [*]" for state in machine.states.values() if state.kind == "end"]
    return "\n".join([*head, *dict.fromkeys(lines)]) + "\n"


def _arrows(machine: Machine, state: str, move: Transition, lang: str) -> list[str]:
    """The arrows of one event. A report goes to its verification; a pass goes where the reports were going."""
    if move.kind in _SIDE_KINDS:
        return []
    if move.kind == "verify_pass":
        reports = [report for (duty, _), report in machine.table.items() if duty + VERIFY == state and report.verified]
        ends = [branch for report in reports for branch in report.branches]
        return [f"    {_key(state)} --> {_key(branch.to)}: {_arrow(move, branch.when, lang)}" for branch in ends]
    if move.verified:
        reported = f"    {_key(state)} --> {_key(state + VERIFY)}: {_arrow(move, None, lang)}"
        if move.sample is None:
            return [reported]
        spared = "未抽中" if lang == "zh" else "not drawn"
        straight = [
            f"    {_key(state)} --> {_key(to.to)}: {_arrow(move, to.when, lang)} ({spared})" for to in move.branches
        ]
        return [reported, *straight]
    return [f"    {_key(state)} --> {_key(branch.to)}: {_arrow(move, branch.when, lang)}" for branch in move.branches]


def _arrow(move: Transition, when: object, lang: str) -> str:
    source = getattr(when, "source", "")
    condition = f" [{_plain(source)}]" if source else ""
    engine = ("（系统）" if lang == "zh" else " (engine)") if move.by == (ENGINE,) else ""
    return f"{_plain(move.title.get(lang))}{condition}{engine}"


def _label(machine: Machine, state: State, lang: str) -> str:
    """The name of the state, and the limits that run or rest in it."""
    limits = [
        _limit(clock, lang) for clock in machine.clocks.values() if state.name in clock.over and clock.kind != "look_in"
    ]
    paused = [clock.name for clock in machine.clocks.values() if state.name in clock.paused_in]
    rests = ("暂停计时" if lang == "zh" else "paused") if paused else ""
    notes = [*limits, *([f"{rests}: {', '.join(paused)}"] if paused else [])]
    return _plain(state.awaiting.get(lang)) + (f"<br/>{'<br/>'.join(notes)}" if notes else "")


def _limit(clock: ClockRule, lang: str) -> str:
    shown = []
    for case, limit in clock.limit.cases.items():
        spans = [spell(bound.span, lang) for bound in (limit.promised, limit.statutory) if bound]
        shown.append(f"{case} {' / '.join(spans)}".strip())
    return _plain(", ".join(shown))


def _key(name: str) -> str:
    return name.replace(".", "__")


def _plain(text: str) -> str:
    """Text without what Mermaid would read as its own."""
    return text.replace(":", "：").replace(";", "；").replace("#", "＃").replace("\n", " ").replace('"', "'")
