"""Changes into the database: matters, clocks, history and notices together, in one transaction.

The number of statements does not depend on the number of changes: rows are gathered first, then written (rows.py).
A run that stands there already as it is, is not written again: what the transaction loaded is compared with what
it is asked to save.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.core.appraisal import Score
from engine.core.change import Change, Derived
from engine.core.machine import ENGINE
from engine.core.matter import Mode, Run
from engine.core.notice import Entry, Notice, Paper, Superseded
from engine.store.chain import START, link
from engine.store.codec import plain
from engine.store.facts import (
    NO_DERIVED,
    Placed,
    RunKey,
    clock_columns,
    differ_in_facts_only,
    matter_columns,
    matter_facts,
    placed_runs,
)
from engine.store.held import Held
from engine.store.private import gather_private
from engine.store.rows import Row, Rows
from engine.store.tables.base import JsonText, canonical
from engine.store.transaction import Transaction

_NO_NUMBERS: Mapping[Paper, int] = {}


def save(
    tx: Transaction,
    changes: Sequence[Change],
    *,
    at: datetime,
    opening: str = "",
    papers: Mapping[Paper, int] = _NO_NUMBERS,
) -> int:
    """Write all changes; how many of their notices were new (rule 14: the others had been said before).

    A matter that is not new must have been loaded or saved by this transaction; Conflict if its row changed since.
    `at` is when this is written down. `opening` names the recurring opening that all new matters here come from: a
    second matter of one (workflow, opening, unit, period) is a Conflict too. `papers` are the numbers of papers among the
    notices, which become one of their facts.
    """
    rows = Rows()
    held: dict[str, Held] = {}
    for change in changes:
        number = change.matter.number
        if number in held:
            raise ValueError(f"{number} is changed twice in one save")
        held[number] = _gather(rows, change, _base(tx, change), at, opening)
        rows.notices += notice_rows(change.notices, papers)
    said = rows.write(tx)
    tx.held |= held
    return said


def _base(tx: Transaction, change: Change) -> Held | None:
    if change.is_new:
        return None
    held = tx.held.get(change.matter.number)
    if held is None:
        raise ValueError(f"{change.matter.number} was not loaded in this transaction")
    return held


def _gather(rows: Rows, change: Change, base: Held | None, at: datetime, opening: str) -> Held:
    """Add the rows of one change; what the transaction holds of the matter once they are written."""
    seq, head = _gather_entries(rows, change, base, at)
    runs, derived = _gather_clocks(rows, change, base)
    rows.scores += [_score_row(change.matter.number, each, at) for each in change.scores]
    held = Held(
        matter=change.matter,
        version=base.version + 1 if base else 1,
        seq=seq,
        head=head,
        next_at=change.next_at,
        runs=runs,
        derived=derived,
        private=change.private | base.private if base else change.private,
    )
    _gather_matter(rows, held, change, base, opening)
    return held


def _gather_matter(rows: Rows, held: Held, change: Change, base: Held | None, opening: str) -> None:
    row: Row = {"next_at": held.next_at, "version": held.version, "seq": held.seq, "head": held.head}
    if base is None:
        rows.new_matters.append(
            row | matter_columns(change.matter, change.private) | {"opening": opening, "sealed_seq": 0}
        )
        return
    row |= {"old_number": change.matter.number, "old_version": base.version}
    if _only_facts_change(change, base):
        rows.told_matters.append(row | matter_facts(change.matter))
        return
    row |= matter_columns(change.matter, change.private)
    del row["number"]
    rows.matters.append(row)


def _only_facts_change(change: Change, base: Held) -> bool:
    """Whether what lists show stays as it is, and is shown as before: so it is when something was only said."""
    hidden = change.private & change.matter.fields.keys()
    return hidden == base.private and differ_in_facts_only(change.matter, base.matter)


def _gather_entries(rows: Rows, change: Change, base: Held | None, at: datetime) -> tuple[int, str]:
    """Chain the history lines to those that are there; the new end of the chain."""
    seq, head = (base.seq, base.head) if base else (0, START)
    digests = gather_private(rows, change, base, seq + 1)
    entries = list(change.entries)
    if change.superseded:
        entries.append(_superseded_entry(change.superseded, at))
    if digests and not entries:
        raise ValueError(f"{change.matter.number}: a private value needs a history line that tells of it")
    for each in entries:
        seq += 1
        row = link(each, seq=seq, prev_hash=head, stored_at=at, digests=digests)
        rows.entries.append(row)
        head, digests = row["hash"], ""
    return seq, head


def _superseded_entry(lines: Sequence[Superseded], at: datetime) -> Entry:
    """What was not said any more, and why: one line of history for all of it."""
    told = [
        {"clock": line.clock, "run": line.run, "kind": line.kind, "basis": line.basis, "due_at": line.due_at,
         "reason": line.reason}
        for line in lines
    ]  # fmt: skip
    return Entry(matter=lines[0].matter, kind="superseded", at=at, actor=ENGINE, data={"lines": told})


def _gather_clocks(
    rows: Rows, change: Change, base: Held | None
) -> tuple[Mapping[RunKey, Placed], Mapping[RunKey, Derived]]:
    number = change.matter.number
    runs = placed_runs(change.matter)
    before, derived_before = (base.runs, base.derived) if base else ({}, {})
    derived = {key: _derived(change, placed, derived_before.get(key)) for key, placed in runs.items()}
    for key, placed in runs.items():
        old = before.get(key)
        if old is None:
            rows.new_clocks.append(clock_columns(number, placed, derived[key]))
            rows.intervals += _interval_rows(number, placed.run)
        elif old != placed or derived_before[key] != derived[key]:
            _gather_changed_clock(rows, number, old, placed, derived[key])
    for key in before.keys() - runs.keys():
        gone = Placed(before[key].run, None)
        _gather_changed_clock(rows, number, before[key], gone, replace(derived_before[key], next_at=None))
    return runs, derived


def _derived(change: Change, placed: Placed, before: Derived | None) -> Derived:
    """The derived columns of a run; one that the change does not mention keeps its dates."""
    derived = change.derived.get(placed.run.clock) if placed.place == 0 else None
    if derived is not None:
        return derived
    kept = before or NO_DERIVED
    is_over = placed.place != 0 or placed.run.mode is Mode.STOPPED
    return replace(kept, next_at=None) if is_over and kept.next_at else kept


def _gather_changed_clock(rows: Rows, number: str, old: Placed, new: Placed, derived: Derived) -> None:
    target: Row = {"old_matter": number, "old_name": new.run.clock, "old_run": new.run.number}
    row = clock_columns(number, new, derived)
    for name in ("matter", "name", "run"):
        del row[name]
    rows.clocks.append(row | target)
    if _intervals(old.run) != _intervals(new.run):
        rows.stale_intervals.append({"old_matter": number, "old_clock": new.run.clock, "old_run": new.run.number})
        rows.intervals += _interval_rows(number, new.run)


def _intervals(run: Run) -> tuple[Any, ...]:
    return run.pauses, run.extensions, run.excused


def _interval_rows(number: str, run: Run) -> Iterator[Row]:
    whose = {"matter": number, "clock": run.clock, "run": run.number}
    for kind, days in (("pause", run.pauses), ("excused", run.excused)):
        for position, each in enumerate(days, start=1):
            yield whose | {"kind": kind, "position": position, "first_on": each.first, "last_on": each.last,
                           "n": None, "unit": ""}  # fmt: skip
    for position, given in enumerate(run.extensions, start=1):
        yield whose | {"kind": "extension", "position": position, "first_on": given.asked_on, "last_on": None,
                       "n": given.n, "unit": given.unit}  # fmt: skip


def _score_row(number: str, score: Score, at: datetime) -> Row:
    return {
        "unit": score.unit,
        "year": score.year,
        "matter": number,
        "clock": score.clock,
        "run": score.run,
        "reason": score.reason,
        "points": score.points,
        "at": at,
    }


def notice_rows(notices: Iterable[Notice], papers: Mapping[Paper, int] = _NO_NUMBERS) -> Iterator[Row]:
    """The rows of notices; facts that several of them share, as the lines of one paper do, are spelled once."""
    facts: Mapping[str, object] | None = None
    spelled = JsonText()
    for notice in notices:
        if notice.data is not facts:
            facts = notice.data
            number = papers.get(notice.paper) if papers else None
            spelled = JsonText(canonical(plain({**facts, "paper_no": number} if number else facts)))
        yield _notice_row(notice, spelled)


def _notice_row(notice: Notice, data: JsonText) -> Row:
    return {
        "matter": notice.matter,
        "clock": notice.clock,
        "run": notice.run,
        "kind": notice.kind,
        "basis": notice.basis,
        "person": notice.person,
        "at": notice.at,
        "state": notice.state,
        "turn": notice.turn,
        "about": notice.about,
        "capacity": notice.capacity,
        "role": notice.role,
        "because": notice.because,
        "data": data,
    }
