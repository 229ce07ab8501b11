"""Notices and the life of a mail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.store import notices, outbox, settings
from engine.store.database import Database
from engine.store.outbox import Mail
from tests.store.samples import DAY, NOW, a_mail, a_notice, an_opening, store

LEASE = timedelta(minutes=5)
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def said(database: Database) -> Database:
    """Three lines: 1 and 2 for wang, 3 for zhao."""
    lines = (
        a_notice(person="wang", basis="1", data={"due_on": NOW.date()}),
        a_notice(person="wang", basis="2", at=NOW + DAY),
        a_notice(person="zhao", basis="3"),
    )
    store(database, replace(an_opening(), notices=lines))
    return database


def claim(database: Database, worker: str = "a", now: object = NOW) -> Mail | None:
    with database.write() as tx:
        return outbox.claim(tx, now, worker=worker, lease=LEASE)  # type: ignore[arg-type]


def queue(database: Database, *mails: outbox.NewMail) -> list[int]:
    with database.write() as tx:
        return outbox.queue(tx, mails)


def get(database: Database, mail_id: int) -> Mail:
    with database.read() as tx:
        mail = outbox.get(tx, mail_id)
    assert mail is not None
    return mail


def reached(database: Database) -> list[bool]:
    with database.read() as tx:
        return [each.reached_at is not None for each in notices.of_matter(tx, "SW-2026-0001")]


def test_lines_wait_by_person_until_a_mail_carries_them(said: Database) -> None:
    with said.write() as tx:
        before = notices.unmailed(tx, NOW)
        outbox.queue(tx, [a_mail("wang", 1)])
        after = notices.unmailed(tx, NOW + DAY)
        zhao = notices.unmailed(tx, NOW + DAY, people=["zhao"])

    assert {person: [each.id for each in lines] for person, lines in before.items()} == {"wang": [1], "zhao": [3]}
    assert {person: [each.id for each in lines] for person, lines in after.items()} == {"wang": [2], "zhao": [3]}
    assert list(zhao) == ["zhao"]
    assert before["wang"][0].notice == a_notice(person="wang", basis="1", data={"due_on": NOW.date()})


def test_a_line_that_was_superseded_waits_no_more(said: Database) -> None:
    with said.write() as tx:
        notices.supersede(tx, [3], "transferred")
        waiting = notices.unmailed(tx, NOW + DAY)
        told = notices.of_matter(tx, "SW-2026-0001")

    assert list(waiting) == ["wang"]
    assert told[2].superseded_reason == "transferred"


def test_a_mail_is_claimed_once_and_sent(said: Database) -> None:
    (mail_id,) = queue(said, a_mail("wang", 1))

    mail, nothing = claim(said, "a"), claim(said, "b")
    assert mail is not None
    with said.write() as tx:
        numbers = outbox.sent(tx, mail.id, SOON)

    assert nothing is None
    assert (mail.id, mail.content, mail.attempts, mail.state) == (mail_id, b"mail for wang", 1, "sending")
    assert numbers == ("SW-2026-0001",)
    assert reached(said) == [True, False, False]
    assert (get(said, mail_id).state, get(said, mail_id).sent_at) == ("sent", SOON)
    assert claim(said, now=NOW + DAY) is None


def test_a_mail_not_due_is_not_claimed(said: Database) -> None:
    queue(said, a_mail("wang", 1, at=SOON))

    assert claim(said, now=NOW) is None
    assert claim(said, now=SOON) is not None


def test_a_lease_that_ran_out_makes_the_same_bytes_due_again(said: Database) -> None:
    queue(said, a_mail("wang", 1))
    first = claim(said, "dies")

    early = claim(said, "b", NOW + LEASE - timedelta(microseconds=1))
    second = claim(said, "b", NOW + LEASE)

    assert early is None
    assert first is not None
    assert second is not None
    assert (second.id, second.message_id, second.content) == (first.id, first.message_id, first.content)
    assert (second.attempts, second.lease_by) == (2, "b")


def test_who_lost_the_lease_cannot_give_the_mail_back_but_can_have_sent_it(said: Database) -> None:
    (mail_id,) = queue(said, a_mail("wang", 1))
    claim(said, "slow")
    claim(said, "b", NOW + LEASE)

    with said.write() as tx:
        gave_back = outbox.deferred(tx, mail_id, worker="slow", error="450", next_try_at=NOW + DAY)
        outbox.sent(tx, mail_id, NOW + LEASE)
        late = outbox.undeliverable(tx, mail_id, worker="b", error="550")

    assert (gave_back, late) == (False, False)
    assert get(said, mail_id).state == "sent"


def test_sending_is_stored_once(said: Database) -> None:
    (mail_id,) = queue(said, a_mail("wang", 1))
    with said.write() as tx:
        first = outbox.sent(tx, mail_id, NOW)
        second = outbox.sent(tx, mail_id, NOW + DAY)

    assert (first, second) == (("SW-2026-0001",), ())
    assert get(said, mail_id).sent_at == NOW


def test_a_deferred_mail_is_tried_again_at_its_time(said: Database) -> None:
    (mail_id,) = queue(said, a_mail("wang", 1))
    claim(said, "a")

    with said.write() as tx:
        assert outbox.deferred(tx, mail_id, worker="a", error="450 later", next_try_at=SOON)
        assert outbox.next_try(tx) == SOON

    assert (get(said, mail_id).state, get(said, mail_id).last_error) == ("deferred", "450 later")
    assert claim(said, now=NOW) is None
    assert claim(said, now=SOON) is not None


def test_an_undeliverable_mail_is_not_tried_again(said: Database) -> None:
    (mail_id,) = queue(said, a_mail("wang", 1))
    claim(said, "a")

    with said.write() as tx:
        assert outbox.undeliverable(tx, mail_id, worker="a", error="550 no such user")
        lines = notices.of_mail(tx, mail_id)

    assert claim(said, now=NOW + DAY) is None
    assert [each.id for each in lines] == [1]
    assert reached(said) == [False, False, False]


def test_the_next_mail_supersedes_the_unsent_ones_and_carries_their_lines(said: Database) -> None:
    old, other = queue(said, a_mail("wang", 1), a_mail("zhao", 3))
    claimed = claim(said, "a")
    assert claimed is not None
    with said.write() as tx:
        outbox.deferred(tx, old, worker="a", error="450", next_try_at=NOW + DAY)

    with said.write() as tx:
        carried = notices.unsent(tx, ["wang"])
        (new,) = outbox.queue(tx, [a_mail("wang", 2, message_id="<second@duban>", at=SOON)])
        superseded = outbox.supersede(tx, {"wang": new})

    assert ([each.id for each in carried["wang"]], superseded) == ([1], 1)
    assert (get(said, old).state, get(said, old).superseded_by, get(said, other).state) == ("superseded", new, "queued")
    with said.write() as tx:
        outbox.sent(tx, new, NOW + DAY)
    assert reached(said) == [True, True, False]


def test_a_mail_that_is_just_being_sent_is_not_superseded(said: Database) -> None:
    (old,) = queue(said, a_mail("wang", 1))
    claim(said, "a")

    with said.write() as tx:
        carried = notices.unsent(tx, ["wang"])
        (new,) = outbox.queue(tx, [a_mail("wang", 2, message_id="<second@duban>")])
        superseded = outbox.supersede(tx, {"wang": new})

    assert (carried, superseded, get(said, old).state) == ({}, 0, "sending")


def test_nothing_is_claimed_while_sending_is_held(said: Database) -> None:
    queue(said, a_mail("wang", 1))
    with said.write() as tx:
        settings.put(tx, settings.HOLD, {"since": NOW, "by": "chen", "why": "restore"})
    held = claim(said)
    with said.write() as tx:
        settings.drop(tx, settings.HOLD)

    assert held is None
    assert claim(said) is not None


def test_parked_mails_wait_for_a_decision(said: Database) -> None:
    first, second = queue(said, a_mail("wang", 1), a_mail("zhao", 3))
    claim(said)

    with said.write() as tx:
        parked = outbox.park(tx)
        counts = outbox.counts(tx)
        freed = outbox.unpark(tx, [second], SOON)

    assert (parked, counts, freed) == (2, {"parked": 2}, 1)
    mail = claim(said, now=SOON)
    assert mail is not None
    assert mail.id == second
    assert get(said, first).state == "parked"


def test_a_parked_mail_that_is_withdrawn_never_leaves_and_keeps_the_reason(said: Database) -> None:
    parked, sent = queue(said, a_mail("wang", 1), a_mail("zhao", 3))
    with said.write() as tx:
        outbox.sent(tx, sent, NOW)
        outbox.park(tx)

        withdrawn = outbox.withdraw(tx, [parked, sent], "dropped: told by telephone")

    mail = get(said, parked)
    assert withdrawn == 1
    assert (mail.state, mail.superseded_by, mail.last_error) == ("superseded", None, "dropped: told by telephone")
    assert (get(said, sent).state, claim(said, now=NOW + DAY)) == ("sent", None)


def test_two_mails_never_share_a_message_id(said: Database) -> None:
    with pytest.raises(IntegrityError):
        queue(said, a_mail("wang", 1), a_mail("zhao", 3, message_id="<wang@duban>"))


def test_no_mail_at_all_is_fine(said: Database) -> None:
    assert queue(said) == []
    with said.read() as tx:
        assert outbox.get(tx, 7) is None
        assert outbox.next_try(tx) is None


def test_many_mails_are_stored_with_few_statements(said: Database) -> None:
    before = said.count.statements

    ids = queue(said, *[a_mail(f"person_{number}") for number in range(500)])

    assert len(set(ids)) == 500
    assert said.count.statements - before <= 4


def test_the_next_mail_is_found_by_the_index(said: Database) -> None:
    if said.is_postgresql:
        pytest.skip("a small table is read faster without")
    with said.read() as tx:
        plan = tx.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM mail WHERE mail.state IN ('queued', 'sending', 'deferred') "
                "AND next_try_at <= 'x' ORDER BY next_try_at, id LIMIT 1"
            )
        ).all()

    assert "ix_mail_due" in str(plan)
