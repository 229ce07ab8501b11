"""What an override changes beside what it says: reminders that come or go because a limit takes another profile.

Here: notes about overrides (language decision 9). Not here: faults (checks/), applying overrides (override.py).
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.core.machine import ClockRule, Machine, Profile
from workflows.loaded import Note
from workflows.override import SHARED_NAME, Override


def remarks(
    before: Mapping[str, Machine], after: Mapping[str, Machine], overrides: Iterable[Override]
) -> tuple[Note, ...]:
    """One note for each limit whose default profile an override changed."""
    lines = tuple(overrides)
    found: list[Note] = []
    for workflow, machine in after.items():
        for clock in machine.clocks.values() if workflow in before else ():
            was = before[workflow].clocks.get(clock.name)
            changed = _changed(was, clock) if was else ()
            line = _line(workflow, clock.name, lines)
            if line is not None:
                found += [Note(line.place, f"{workflow}.{clock.name}{text}") for text in changed]
    return tuple(found)


def _changed(was: ClockRule, now: ClockRule) -> Iterator[str]:
    for case, profile in now.profile.items():
        old = was.profile.get(case)
        if old is not None and old.name != profile.name:
            about = f" when {case}" if case else ""
            yield f"{about} now takes the reminders {profile.name} instead of {old.name}{_difference(old, profile)}"


def _difference(old: Profile, new: Profile) -> str:
    before, after = [point.name for point in old.points], [point.name for point in new.points]
    lost = [name for name in before if name not in after]
    gained = [name for name in after if name not in before]
    parts = [f"{word} {', '.join(names)}" for word, names in (("loses", lost), ("gains", gained)) if names]
    return f": it {' and '.join(parts)}" if parts else ""


def _line(workflow: str, clock: str, overrides: tuple[Override, ...]) -> Override | None:
    """The override that changed this clock: one of its own declaration, else one of the shared file."""
    stem = clock.split(".", maxsplit=1)[0]
    own = [line for line in overrides if line.path[0] == workflow and stem in line.path]
    shared = [line for line in overrides if line.path[0] == SHARED_NAME]
    return next(iter([*own, *shared]), None)
