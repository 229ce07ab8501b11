"""To whose address a person's lines go: people without e-mail are reached through a messenger.

Here: domain.md 4.3 (the pair covers for each other) as a look-up, for a person and for a line. Not here: absence
(engine/core/organisation.py), what the mail says to the messenger (notifications/), sending.

Who passes a line on is found from the post through which its receiver got it: the other of that pair, the contact of that unit, its
head; then the same for his other posts. Whoever passes it on does so by his post, so a line that reached him is a word to the
receiver (language.md decision 5), and the mail says that he is only to pass it on.
"""

from collections.abc import Iterable, Iterator, Sequence

from engine.core.case import Case
from engine.core.machine import RESPONSIBLE
from engine.core.notice import Notice
from engine.core.organisation import HEAD, Holder, Organisation, Post
from engine.run.desk import Desk
from engine.store import notices
from engine.store.notices import StoredNotice

CONTACTS = ("school_contact", "data_contact", "contact")  #: kinds of the post that takes messages for a unit


def addressee(organisation: Organisation, code: str, *, unit: str = "", kind: str = "") -> str:
    """The person whose address is used: himself, else a messenger; "" = nobody. `unit`, `kind`: of the post a line came through."""
    person = organisation.people.get(code)
    if person is None:
        return ""
    if person.email:
        return code
    own = [post for post in organisation.posts if code in (post.a, post.b)]
    own.sort(key=lambda post: ((post.unit, post.kind) != (unit, kind), post.unit != unit))
    for candidate in _messengers(organisation, code, own):
        other = organisation.people.get(candidate)
        if other is not None and other.email:
            return candidate
    return ""


def _messengers(organisation: Organisation, code: str, own: Iterable[Post]) -> Iterator[str]:
    for post in own:
        pair = post.b if post.a == code else post.a
        contacts = (organisation.post(kind, post.unit) for kind in CONTACTS)
        head = organisation.post(HEAD, post.unit)
        found = (pair, *(each.a for each in contacts if each), head.a if head else "")
        yield from (candidate for candidate in found if candidate not in ("", code))


def unreachable(organisation: Organisation) -> list[str]:
    """Who has no address, and nobody who would pass a line on."""
    return [person.code for person in organisation.people.values() if not addressee(organisation, person.code)]


# --- lines -------------------------------------------------------------------------------------------------------------


def routes(desk: Desk, lines: Iterable[StoredNotice]) -> dict[int, str]:
    """By id of a line: the person to whose address it goes; "" = nobody's. Only matters of people without e-mail are read."""
    organisation = desk.world.organisation
    people = organisation.people
    found: dict[int, str] = {}
    mute: list[StoredNotice] = []
    for one in lines:
        person = people.get(one.notice.person)
        if person is not None and person.email:
            found[one.id] = person.code
        else:
            mute.append(one)
    cases = {case.matter.number: case for case in desk.load_many(sorted({one.notice.matter for one in mute} - {""}))}
    for one in mute:
        unit, kind = _place(cases.get(one.notice.matter), one.notice)
        found[one.id] = addressee(organisation, one.notice.person, unit=unit, kind=kind)
    return found


def _place(case: Case | None, line: Notice) -> tuple[str, str]:
    """Unit and kind of the post through which somebody gets a line; where he holds none in it, the matter's unit."""
    if case is None:
        return "", ""
    holder = _holder(case, line)
    if holder is not None and line.person in (holder.person, holder.backup):
        return holder.line, holder.post
    return case.matter.unit, ""


def _holder(case: Case, line: Notice) -> Holder | None:
    rule = case.machine.clocks.get(line.clock)
    if line.role == RESPONSIBLE or not line.role:
        return case.responsible(rule) if rule else case.owner
    owing = case.responsible(rule) if rule else case.owner
    return case.holder(line.role, owing.line if owing else "")


def together(desk: Desk, people: Sequence[str]) -> list[list[str]]:
    """These people in groups, so that all whose waiting lines share an address are in one: one address, one mail."""
    known = desk.world.organisation.people
    mute = [code for code in people if code not in known or not known[code].email]
    waiting = notices.unmailed(desk.tx, desk.now, people=mute) if mute else {}
    to = routes(desk, (one for lines in waiting.values() for one in lines))
    above: dict[str, str] = {}

    def top(code: str) -> str:
        while (up := above.get(code, code)) != code:
            code = up
        return code

    for code, lines in waiting.items():
        for address in {to[one.id] for one in lines} - {""}:
            above[top(code)] = top(address)
    groups: dict[str, list[str]] = {}
    for code in people:
        groups.setdefault(top(code), []).append(code)
    return list(groups.values())
