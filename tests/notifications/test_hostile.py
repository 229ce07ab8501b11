"""Whatever people type, a mail can be read, shows it harmlessly and whole, and tells nothing private."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.machine import RESPONSIBLE, Text
from engine.run.letter import Letter
from notifications import sample
from notifications.sample import item, letter, standing
from notifications.sample_letters import every_letter, items_of
from notifications.text import clean
from notifications.words import LANGUAGES
from tests.notifications.reading import html_of, parsed, seen, text_of
from tests.notifications.test_compose import COMPOSER, LETTERS, LINKED

TYPED = (
    "<script>alert(1)</script>",
    "一\r\nBcc: thief@example.test",
    "\u202eevil\u2066",
    "a\x00b\x07",
    "😀👨\u200d👩\u200d👧",
    "x" * 500,
    "{{ 7*7 }}",
    "\ud800",
    '" onclick="x',
    "=?utf-8?q?x?=",
    "\ue000forged\ue001",
    "שלום",
    "&lt;b&gt;",
    "..",
    "'; DROP TABLE",
    "\u2028\u2029\u0085",
)


def hostile(text: str, lang: str = "zh") -> Letter:
    """A letter in which everything people can type is this text."""
    base = letter([*items_of("step"), *items_of("digest"), *items_of("closed")], lang, name=text)
    organisation = base.organisation
    units = {code: replace(unit, name=Text(text, text)) for code, unit in organisation.units.items()}
    people = {code: replace(person, name=text) for code, person in organisation.people.items()}
    machine = sample.sample_machine()
    lines = tuple(replace(line, machine=machine, fields={"topic": text}) for line in base.items)
    return replace(base, items=lines, organisation=type(organisation)(units, people, organisation.posts))


class _Elements(HTMLParser):
    """Every element with the names of its attributes; an end tag that closes another element than the last is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Elements()
    parser.feed(html)
    assert parser.open == []
    return parser.found


@pytest.mark.parametrize(("lang", "name"), LETTERS)
def test_every_element_is_closed_where_it_was_opened(lang: str, name: str) -> None:
    assert elements(html_of(LINKED.compose(every_letter(lang)[name])))
    assert elements(html_of(COMPOSER.compose(every_letter(lang)[name])))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", TYPED)
def test_hostile_text_comes_out_harmless(lang: str, text: str) -> None:
    """The same headers and the same elements as with an honest name; nothing that hides or turns characters round."""
    honest, mail = LINKED.compose(hostile("学区" if clean(text) else "", lang)), LINKED.compose(hostile(text, lang))

    message = parsed(mail)
    assert message.keys() == parsed(honest).keys()
    assert elements(html_of(mail)) == elements(html_of(honest))
    everything = mail.subject + text_of(mail) + html_of(mail) + str(message["To"])
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\ue000\ue001\ud800-\udfff]",
        everything.replace("\r\n", ""),
    )
    assert "\n" not in mail.subject


@pytest.mark.parametrize("text", ["x" * 500, "学" * 500, "<b>不是粗体</b>", "{{ 7*7 }}", "👨‍👩‍👧 家庭"])
def test_harmless_text_comes_out_whole(text: str) -> None:
    mail = COMPOSER.compose(letter([item("due", standing(0), role=RESPONSIBLE, topic=text)]))

    assert text in seen(html_of(mail))
    assert re.sub(r"\s+", "", text) in re.sub(r"\s+", "", text_of(mail))


@given(st.text(max_size=200))
def test_whatever_is_typed_the_mail_can_be_read_strictly(text: str) -> None:
    message = parsed(COMPOSER.compose(hostile(text)))

    assert message["Auto-Submitted"] == "auto-generated"
    assert len(message["Subject"]) <= 45


@given(st.text(max_size=80))
def test_whatever_stands_as_an_address_the_mail_can_be_read_strictly(address: str) -> None:
    """The envelope is checked by the transport; here nothing may break out of the header."""
    message = parsed(COMPOSER.compose(letter(items_of("due"), email=address)))

    assert message["From"] == "示例县教育局督办 <duban@county.example>"


def test_a_private_field_is_in_no_mail_though_it_were_handed_over() -> None:
    lines = [
        replace(
            line,
            fields={"topic": "学区", sample.PRIVATE: "来访人姓名"},
            machine=replace(sample.sample_machine(), subject=(sample.PRIVATE, "topic")),
        )
        for line in items_of("step")
    ]

    mail = LINKED.compose(letter(lines))

    assert "来访人姓名" not in mail.subject + text_of(mail) + html_of(mail)
