"""The shape of a workflow: every state can be reached, and from every state an end can be.

Here: reachability, traps, lapses that go round, suspended and pauses. Not here: limits (clocks.py).
"""

from workflows.book import Book
from workflows.checks.family import Event, Family, declared_states, dict_of, events
from workflows.compiler.source import as_list

_HINT_TRAP = "add an event that leads on"


def check(family: Family, book: Book) -> None:
    _ = family
    states = declared_states(book)
    moves = [event for event in events(book) if event.targets or "next" in event.data]
    all_known = all(target in states for event in moves for target in event.targets)
    if all_known and "opens" in book.data:
        _unreachable(book, states, moves)
    _traps(book, states, moves)
    _lapse_cycles(book, moves)
    _suspensions(book, moves)


def _edges(states: dict[str, str], moves: list[Event]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {state: set() for state in states}
    for event in moves:
        for state in [event.state] if event.state in found else states if event.state == "*" else []:
            if states[state] != "ends":
                found[state] |= set(event.targets)
    return found


def _unreachable(book: Book, states: dict[str, str], moves: list[Event]) -> None:
    edges = _edges(states, moves)
    reached: set[str] = set()
    waiting = [target for event in moves if event.group == "opens" for target in event.targets]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += edges[state]
    for state, section in states.items():
        if state not in reached:
            message = f"nothing leads to `{state}`"
            book.blame(book.key(section, state), message, "let an event lead there, or delete it")


def _traps(book: Book, states: dict[str, str], moves: list[Event]) -> None:
    """States from which no end can be reached. An unknown target counts as a way out: it has its own fault."""
    edges = _edges(states, moves)
    good = {state for state, section in states.items() if section == "ends"}
    good |= {state for state in states if any(target not in states for target in edges[state])}
    good |= {event.state for event in moves if not event.targets}
    growing = True
    while growing:
        more = {state for state, targets in edges.items() if targets & good} - good
        good |= more
        growing = bool(more)
    for state, section in states.items():
        if state not in good:
            book.blame(book.key(section, state), f"from `{state}` no end can be reached", _HINT_TRAP)


def _lapse_cycles(book: Book, moves: list[Event]) -> None:
    """`passed` events that lead round in a circle: the engine would go round by itself for ever."""
    lapses = {event.state: event for event in moves if event.group == "passed"}
    for state, event in lapses.items():
        if _comes_back(state, lapses):
            message = f"`{state}` lapses back into itself, and nobody would ever have to act"
            book.blame(book.where(*event.path, "next"), message, "let one of these lapses lead to an end")


def _comes_back(start: str, lapses: dict[str, Event]) -> bool:
    waiting, seen = list(lapses[start].targets), set[str]()
    while waiting:
        state = waiting.pop()
        if state == start:
            return True
        if state in lapses and state not in seen:
            seen.add(state)
            waiting += lapses[state].targets
    return False


def _suspensions(book: Book, moves: list[Event]) -> None:
    """`suspended` of a duty and `pauses` of a wait say the same thing from both ends."""
    for event in moves:
        if event.path[0] == "duties":
            _into_waits(book, event)
        if event.group == "suspended":
            _targets_of_suspension(book, event)
    for wait, data in book.section("waits").items():
        for index, clock in enumerate(as_list(data.get("pauses"))):
            _paused(book, (wait, index, clock), moves)


def _into_waits(book: Book, event: Event) -> None:
    """An event into a wait that pauses its limit is `suspended`; into another wait it is not."""
    waits = book.section("waits")
    for target in event.targets:
        paused = set(as_list(waits.get(target, {}).get("pauses")))
        if target not in waits or paused - clocks_of(book):
            continue
        own = clocks_over(book, event.state)
        if event.group == "suspended" and not paused & own:
            hint = f"add pauses: [{', '.join(sorted(own))}] to the wait, or move the event to `done`"
            place = book.where(*event.path, "next")
            book.blame(place, f"`{target}` pauses no limit of `{event.state}`", hint)
        if event.group != "suspended" and paused & own:
            message = f"`{target}` pauses `{min(paused & own)}`, so this event suspends and does not discharge"
            book.blame(book.where(*event.path, "next"), message, "move the event to `suspended`")


def _paused(book: Book, named: tuple[str, int, str], moves: list[Event]) -> None:
    """A limit that a wait pauses has a way there."""
    wait, index, clock = named
    place = book.where("waits", wait, "pauses", index)
    entered = any(
        event.group == "suspended" and wait in event.targets and clock in clocks_over(book, event.state)
        for event in moves
    )
    if not entered and clock in {*book.section("duties"), *book.section("limits")}:
        message = f"no `suspended` event leads from a duty under `{clock}` into `{wait}`"
        book.blame(place, message, "add one to the duty, or delete it here")
    if clock in book.section("waits"):
        book.blame(place, f"`{clock}` is a wait and cannot be paused")


def _targets_of_suspension(book: Book, event: Event) -> None:
    for target in event.targets:
        if target in {*book.section("duties"), *book.section("ends")}:
            message = f"`{target}` is not a wait, so nothing is suspended"
            book.blame(book.where(*event.path, "next"), message, "lead into a wait that pauses the limit")


def clocks_of(book: Book) -> set[str]:
    """The limits that a wait could pause."""
    return {name for section in ("duties", "waits", "limits") for name in book.section(section)}


def clocks_over(book: Book, duty: str) -> set[str]:
    """The limits that run while a duty is open: its own and those that span it."""
    spans = {name for name, data in book.section("limits").items() if duty in as_list(data.get("over"))}
    own = {duty} if "limit" in dict_of(book.section("duties").get(duty)) else set()
    return spans | own
