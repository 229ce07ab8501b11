"""Small rulebooks in text, and a way to say where a fault is expected.

A change is (old, new): `old` stands in the text once. `«` in `new` marks the place where a fault is expected; it is taken
out before the text is loaded.
"""

from pathlib import Path

import pytest

from config.yaml_reader import Faults, Place
from workflows.county import CountyView
from workflows.loaded import Rulebooks
from workflows.loader import SHIPPED, load_texts

SMALL = """\
workflow: small
title: {zh: 小事项, en: Small matter}
number: XX
subject: [request]
opens: {event: order, zh: 交办, en: Order it, by: desk, next: answer, needs: [request]}
roles:
  clerk: post handler of unit
  checker: post inspector
fields:
  request: {zh: 事项, en: Request, type: text}
  visitor: {zh: 来访人, en: Visitor, type: text, private: yes}
  kind: {zh: 类别, en: Kind, type: choice, of: [simple, hard], default: simple}
  back_on: {zh: 恢复日, en: Back on, type: date}
  sent: {zh: 已发, en: Sent, type: yes_no, default: no}
  helper: {zh: 协办人, en: Helper, type: person}
  section: {zh: 股室, en: Section, type: unit}
  copies: {zh: 份数, en: Copies, type: number}
duties:
  answer:
    zh: 答复
    en: Answer it
    who: clerk
    limit: {promised: 10 wd @A, statutory: 20 wd @L 条例1}
    suspended:
      ask_experts: {zh: 送专家, en: Ask the experts, next: experts, needs: [back_on]}
    done:
      tell: {zh: 告知, en: Tell the result, next: archive}
    notes:
      note_progress: {zh: 登记进展, en: Note the progress}
    passed: {event: lapse, zh: 逾期, en: Let it lapse, next: closed}
  archive:
    zh: 归档
    en: Archive it
    who: clerk
    done:
      file_away: {zh: 归档, en: File it away, next: [{when: sent, to: closed}, {to: dropped}]}
    verify: {by: checker, limit: 2 wd @A}
waits:
  experts:
    zh: 专家评审
    en: expert review
    for: {zh: 专家, en: the experts}
    watch: clerk
    pauses: [answer]
    limit: on back_on
    ends:
      come_back: {zh: 恢复, en: Come back, next: answer, by: clerk}
limits:
  whole:
    zh: 全程
    en: The whole matter
    over: [archive]
    limit: {choose: kind, simple: 30 wd @A, hard: 60 wd @A}
    extend: {by: unit_head, up_to: same, times: 1 @A}
anywhere:
  drop: {zh: 撤销, en: Drop it, next: dropped, by: desk}
ends:
  closed: {zh: 已办结, en: closed}
  dropped: {zh: 已撤销, en: dropped}
"""

#: a second workflow, for what workflows do with each other
CHILD = """\
workflow: child
title: {zh: 子事项, en: Child}
number: CH
opens: {event: open, zh: 启动, en: Open it, by: engine, next: do_it, needs: [request]}
roles: {clerk: post handler of unit}
fields: {request: {zh: 事项, en: Request, type: text}}
duties:
  do_it:
    zh: 办理
    en: Do it
    who: clerk
    limit: 3 wd @A
    notes:
      parent_closed: {zh: 上级已结, en: Note that the parent closed, by: engine}
    done: {finish: {zh: 办结, en: Finish it, next: done}}
ends: {done: {zh: 已办结, en: done}}
"""

SHARED = (SHIPPED / "shared.yaml").read_text(encoding="utf-8")

COUNTY = CountyView(
    units={"bureau": "bureau", "office": "section", "school_a": "school", "school_b": "school"},
    root="bureau",
    posts=frozenset(
        {("handler", "office"), ("handler", "school_a"), ("inspector", "office"), ("office_supervision", "office")}
        | {(post, "bureau") for post in ("head", "group_leader", "inspection_team", "discipline_office")}
    ),
    month_sets=frozenset({"term_months"}),
    unit_values={"level": "text"},
)


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with changes, each of which must find its place once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def load(
    *changes: tuple[str, str],
    shared: str = SHARED,
    child: str = "",
    overrides: dict[str, str] | None = None,
    county: CountyView | None = None,
) -> Rulebooks:
    """Load the small rulebook with changes."""
    texts = {"shared.yaml": shared, "small.yaml": changed(SMALL, *changes)} | ({"child.yaml": child} if child else {})
    return load_texts(texts, overrides, county=county)


def marked(text: str, file: str) -> tuple[str, list[Place]]:
    """The text without its marks, and the places they stood at."""
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split("«")[:-1]
        places += [Place(file, number, sum(map(len, parts[: count + 1])) + 1) for count in range(len(parts))]
    return text.replace("«", ""), places


def refused(
    *changes: tuple[str, str],
    says: str,
    hint: str = "",
    shared: str = SHARED,
    child: str = "",
    county: CountyView | None = None,
) -> None:
    """The small rulebook with these changes has one fault for each mark, and the first says this."""
    texts = {"shared.yaml": shared, "small.yaml": changed(SMALL, *changes)} | ({"child.yaml": child} if child else {})
    clean, places = {}, []
    for file, text in texts.items():
        clean[file], found = marked(text, file)
        places += found
    assert places, "no « marks where the fault is expected"
    with pytest.raises(Faults) as caught:
        load_texts(clean, county=county)
    faults = caught.value.faults
    assert [fault.place for fault in faults] == sorted(places), "\n".join(str(fault) for fault in faults)
    assert says in faults[0].message
    assert hint in faults[0].hint


def write(folder: Path, **texts: str) -> Path:
    """Files in a folder: `small="…"` becomes small.yaml."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
