"""After a restore: nothing leaves before a person has looked, nothing is said twice, nothing is lost."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import pytest
from sqlalchemy import select, text

from engine.core.notice import Notice
from engine.core.organisation import Organisation, Person
from engine.run import affairs, parking
from engine.run.parking import NotParked, Parked, Released, Restored
from engine.store import extent, history, notices, outbox
from engine.store import organisation as organisations
from engine.store.database import Database
from engine.store.notices import StoredNotice
from engine.store.parked import Witness
from engine.store.tables.mail import mail
from engine.store.verification import verify
from tests.core.play import at, small_organisation
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
EVENING = "2026-02-13 15:00"  #: a Friday; the hand-over of a matter opened now is due on Saturday, which is worked
BATCH = "2026-02-14 08:30"
FOUND = "2026-02-14 10:00"


def opened(database: Database, *, mail_is_up: bool = True) -> tuple[RunningCounty, str]:
    """A county with one matter that the officer has to hand over; whether he was told of it."""
    county = running_county(database, "2026-02-13 09:00")
    county.mail_is_up = mail_is_up
    return county, county.open(EVENING, "first_contact", "officer_l", "jijiao", **REQUEST)


def restored(county: RunningCounty, when: str = FOUND, witness: Witness | None = None) -> Restored:
    """As if the database were a copy that was put in its place at this time."""
    county.sleep_to(when)
    county.mail_is_up = True
    found = parking.after_restore(
        county.cell, "office_head", county.now, source="copy.db", reason="restored", witness=witness
    )
    county.arrived.clear()
    return found


def send_again(county: RunningCounty) -> list[str]:
    """Release the hold; what arrives then."""
    affairs.release(county.cell, "office_head", county.now)
    county.wake()
    return [one.subject for one in county.arrived]


def waiting(county: RunningCounty, person: str = "officer_l") -> Parked:
    """The parked mail to somebody. On a due day the officer gets one, and his section head a copy."""
    (one,) = [each for each in parking.parked_mails(county.cell) if each.person == person]
    return one


def lines_of(county: RunningCounty, number: str) -> dict[str, StoredNotice]:
    """The lines about a matter to the officer, by kind."""
    with county.cell.database.read() as tx:
        lines = notices.of_matter(tx, number)
    return {one.notice.kind: one for one in lines if one.notice.person == "officer_l"}


def told(county: RunningCounty) -> list[tuple[str, object]]:
    """The county's own history: kinds and data."""
    with county.cell.database.read() as tx:
        assert verify(tx) == []
        return [(one.entry.kind, one.entry.data) for one in history.of_matter(tx, history.COUNTY)]


# --- what a restore does -----------------------------------------------------------------------------------------------


def test_what_was_on_its_way_in_the_copy_waits_for_a_person(database: Database) -> None:
    county, number = opened(database, mail_is_up=False)
    county.pass_to("2026-02-14 09:00")

    found = restored(county)
    county.wake()
    county.pass_to("2026-02-24 09:00")

    assert (found.matters, found.parked, found.settled) == (1, 2, 0)
    assert county.arrived == []
    with database.read() as tx:
        hold = affairs.hold_of(tx)
    assert (hold.by, hold.reason) == ("office_head", "restored") if hold else False
    assert ("restored", {"source": "copy.db", "as_of": at(BATCH), "parked": 2, "settled": 0}) in told(county)
    assert number in waiting(county).subject


def test_what_the_lost_morning_has_perhaps_sent_is_parked_too(database: Database) -> None:
    """The copy is of Friday evening, the restore of Saturday after the batch: its mail has left, but nothing knows of it."""
    county, number = opened(database)

    found = restored(county)

    assert (found.as_of, found.parked) == (at(EVENING), 2)
    assert (waiting(county).subject, waiting(county).is_whole) == (f"due {number} to", True)
    assert send_again(county) == []


def test_a_witness_knows_what_has_left_so_nobody_hears_it_again(database: Database) -> None:
    """The same story went on elsewhere to Saturday's batch, and what was said then has reached."""
    with closing(Database.open("sqlite://")) as other:
        stood, number = opened(other)
        stood.pass_to("2026-02-14 09:00")
        county, _ = opened(database)
        asked: set[str] = set()

        found = restored(county, witness=witness_of(other, asked))

    assert (found.parked, found.settled) == (0, 2)
    assert send_again(county) == []
    assert lines_of(county, number)["due"].reached_at == at(BATCH)
    with database.read() as tx:
        assert asked == {extent.origins(tx, [number])[number]}


def witness_of(database: Database, asked: set[str]) -> Witness:
    """What another database knows; `asked` takes the beginnings of the chains it is asked about."""

    def reached(line: Notice, origin: str) -> datetime | None:
        asked.add(origin)
        with database.read() as tx:
            said = notices.of_matter(tx, line.matter)
        return next((one.reached_at for one in said if one.notice.identity == line.identity), None)

    return reached


def test_of_a_mail_that_half_is_known_only_the_other_half_is_written_anew(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    one, two = (county.open(EVENING, "first_contact", "officer_l", "jijiao", **REQUEST) for _ in range(2))

    found = restored(county, witness=lambda line, _: at(BATCH) if line.matter == one else None)
    officer, head = waiting(county), waiting(county, "office_head")
    released = parking.release(county.cell, None, "office_head", county.now)

    assert (found.parked, found.settled) == (2, 0)
    assert (officer.lines, officer.is_whole) == (1, False)
    assert released == Released(anew=(head.id, officer.id))
    assert sorted(send_again(county)) == [f"due {two} cc", f"due {two} to"]


def test_restoring_twice_parks_nothing_more(database: Database) -> None:
    county, _ = opened(database)
    first = restored(county)

    again = restored(county)

    assert (first.parked, again.parked) == (2, 2)
    assert [kind for kind, _ in told(county)].count("held") == 1


# --- release -----------------------------------------------------------------------------------------------------------


def test_a_released_mail_leaves_once_as_it_was_written(database: Database) -> None:
    county, _ = opened(database, mail_is_up=False)
    county.pass_to("2026-02-14 09:00")
    restored(county)
    with database.read() as tx:
        written = tx.execute(select(mail.c.message_id).where(mail.c.state == "parked")).scalars().all()

    released = parking.release(county.cell, None, "office_head", county.now)
    send_again(county)
    county.wake()

    assert [one.message_id for one in county.arrived] == written
    assert len(released.as_written) == 2
    assert parking.parked_mails(county.cell) == ()
    assert told(county)[-2] == ("mails_released", {"mails": released.as_written})


def test_a_mail_about_what_has_moved_on_does_not_leave(database: Database) -> None:
    county, number = opened(database)
    restored(county)
    county.act("2026-02-14 11:00", number, "answer_on_spot", "officer_l", result="已答复")
    parked = waiting(county)

    released = parking.release(county.cell, [parked.id], "office_head", county.now)

    assert (parked.lines, parked.moved_on, parked.said_again) == (1, 1, 0)
    assert released == Released(outdated=(parked.id,))
    assert lines_of(county, number)["due"].superseded_reason == "moved_on"
    assert f"due {number} to" not in send_again(county)


def test_a_line_that_was_said_again_meanwhile_is_not_said_twice(database: Database) -> None:
    """Saturday's reminder is parked. Nobody decides; the officer counts as not told, so Tuesday the 24th reminds him anew."""
    county, number = opened(database, mail_is_up=False)
    county.pass_to("2026-02-14 09:00")
    restored(county)
    affairs.release(county.cell, "office_head", county.now)
    county.pass_to("2026-02-24 09:00")
    parked = waiting(county)

    released = parking.release(county.cell, [parked.id], "office_head", county.now)
    county.wake()

    assert (parked.lines, parked.said_again, parked.is_whole) == (2, 2, False)
    assert released == Released(outdated=(parked.id,))
    assert [subject for *_, subject in county.mails("officer_l")] == [f"late {number} to"]
    assert lines_of(county, number)["due"].superseded_reason == "said_again"


def test_a_mail_to_an_old_address_is_written_anew_to_the_new_one(database: Database) -> None:
    county, number = opened(database)
    restored(county)
    move(database, "officer_l", "new@county.example", county.now)
    parked = waiting(county)

    released = parking.release(county.cell, [parked.id], "office_head", county.now)

    assert (parked.lines, parked.is_whole, released) == (1, False, Released(anew=(parked.id,)))
    assert send_again(county) == [f"due {number} to"]
    with database.read() as tx:
        sent = tx.execute(select(mail.c.address).where(mail.c.state == "sent").order_by(mail.c.id.desc())).scalars()
        assert next(sent) == "new@county.example"


def move(database: Database, code: str, email: str, now: datetime) -> None:
    """Somebody has another address."""
    everybody = small_organisation()
    people = {**everybody.people, code: Person(code=code, name=code, email=email)}
    with database.write() as tx:
        organisations.save_organisation(tx, Organisation(everybody.units, people, everybody.posts), at=now)


# --- the other answers -------------------------------------------------------------------------------------------------


def test_a_mail_that_was_found_sent_has_reached_so_the_ladder_begins(database: Database) -> None:
    """Promise 4: he was told in Saturday's batch, so on the first working day after it, Tuesday 24 February, comes E1."""
    county, number = opened(database, mail_is_up=False)
    county.pass_to("2026-02-14 09:00")
    restored(county)

    done = parking.found_sent(county.cell, None, "office_head", county.now)
    affairs.release(county.cell, "office_head", county.now)
    county.pass_to("2026-02-24 09:00")

    assert len(done) == 2
    assert lines_of(county, number)["due"].reached_at == at(BATCH)
    assert ("02-24 08:30", "officer_l", f"step {number} to") in county.mails()
    assert ("mails_found_sent", {"mails": done}) in told(county)


def test_dropped_lines_are_on_record_with_the_reason_and_nobody_is_reported_over_them(database: Database) -> None:
    """Nothing of them counts as heard: the late reminder goes before the ladder (decision 5)."""
    county, number = opened(database, mail_is_up=False)
    county.pass_to("2026-02-14 09:00")
    restored(county)

    done = parking.drop(county.cell, None, "office_head", "mailbox was full", county.now)
    lines = lines_of(county, number)
    affairs.release(county.cell, "office_head", county.now)
    county.pass_to("2026-02-24 09:00")

    assert {one.superseded_reason for one in lines.values()} == {"dropped: mailbox was full"}
    assert {one.reached_at for one in lines.values()} == {None}
    assert [subject for *_, subject in county.mails("officer_l")] == [f"late {number} to"]
    assert ("mails_dropped", {"mails": done, "because": "mailbox was full"}) in told(county)


Decide = Callable[[RunningCounty, list[int]], object]


@pytest.mark.parametrize(
    "decide",
    [
        lambda county, ids: parking.release(county.cell, ids, "office_head", county.now),
        lambda county, ids: parking.found_sent(county.cell, ids, "office_head", county.now),
        lambda county, ids: parking.drop(county.cell, ids, "office_head", "x", county.now),
    ],
)
def test_of_mails_that_are_not_parked_nothing_is_done(database: Database, decide: Decide) -> None:
    county, _ = opened(database)
    restored(county)
    parked = waiting(county)

    with pytest.raises(NotParked, match="not parked: 998, 999"):
        decide(county, [parked.id, 999, 998])

    assert waiting(county) == parked
    assert told(county)[-1][0] == "restored"


def test_deciding_about_all_of_none_leaves_no_trace(database: Database) -> None:
    county, _ = opened(database)
    before = told(county)

    released = parking.release(county.cell, None, "office_head", county.now)
    dropped = parking.drop(county.cell, None, "office_head", "x", county.now)

    assert (released, dropped, told(county)) == (Released(), (), before)


def test_a_parked_mail_is_found_by_no_delivery(database: Database) -> None:
    county, _ = opened(database)
    restored(county)

    with database.write() as tx:
        assert outbox.next_try(tx) is None
        tx.execute(text("DELETE FROM setting WHERE key = 'hold'"))
    county.deliver()

    assert county.arrived == []
