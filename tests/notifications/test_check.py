"""A county's templates are tried before a mail needs them, and fail there, not in the morning."""

from pathlib import Path

import pytest

from engine.core.machine import Text
from notifications.check import VARIABLES, Fault, check_templates
from notifications.sheet import sheet_of
from notifications.template import BUILT_IN, HTML, NAMES, TEXT
from tests.notifications.mornings import morning
from tests.notifications.reading import html_of, text_of
from tests.notifications.test_compose import composer


def faults(folder: Path, **files: str) -> list[Fault]:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return check_templates(folder, private={"visitor"}, public={"request", "topic"})


def test_no_folder_and_an_empty_folder_are_sound(tmp_path: Path) -> None:
    assert check_templates(tmp_path / "none") == []
    assert check_templates(tmp_path) == []


def test_the_built_in_templates_are_sound(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes((BUILT_IN / name).read_bytes())

    assert check_templates(tmp_path) == []


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, words__zh__j2="{% macro brand() %}\n督办\n{% endmacro")

    assert (fault.file, fault.line) == ("words.zh.j2", 3)


def test_an_unknown_variable_has_its_line_and_a_suggestion(tmp_path: Path) -> None:
    assert faults(tmp_path, mail__txt__j2="{{ brand }}\n{{ contry }}") == [
        Fault("mail.txt.j2", 2, "there is no `contry` here: did you mean `county`?")
    ]


def test_an_unknown_attribute_is_found_by_trying(tmp_path: Path) -> None:
    text = "{{ brand }}\n{% for section in sheet.sections %}{{ section.titel }}{% endfor %}"

    assert {(fault.file, fault.line) for fault in faults(tmp_path, mail__txt__j2=text)} == {("mail.txt.j2", 2)}


def test_an_error_in_a_phrase_is_found_in_the_countys_file(tmp_path: Path) -> None:
    found = faults(tmp_path, words__zh__j2="\n{% macro light_left(n) %}{{ n / 0 }}{% endmacro %}")

    assert found == [Fault("words.zh.j2", 2, "ZeroDivisionError: division by zero")]


def test_a_phrase_no_mail_says_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, words__en__j2="{% macro brnd() %}Duban{% endmacro %}")

    assert fault == Fault("words.en.j2", 1, "no mail says `brnd`: did you mean `brand`?")


def test_a_phrase_must_take_what_it_is_given(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, words__zh__j2="{% macro brand(county) %}{{ county }}{% endmacro %}")

    assert fault.message == "`brand` must take (nothing), not (county)"


@pytest.mark.parametrize("asked", ["entry.fields.visitor", 'entry.fields["visitor"]', 'entry.fields.get("visitor")'])
def test_a_private_field_is_refused(tmp_path: Path, asked: str) -> None:
    text = (
        "{% for section in sheet.sections %}{% for entry in section.entries %}\n{{ "
        + asked
        + " }}{% endfor %}{% endfor %}"
    )

    assert faults(tmp_path, mail__txt__j2=text) == [
        Fault("mail.txt.j2", 2, "`visitor` is a private field and never stands in a mail")
    ]


def test_a_public_field_may_stand_in_a_mail(tmp_path: Path) -> None:
    text = "{% for section in sheet.sections %}{% for entry in section.entries %}{{ entry.fields.topic }}{% endfor %}{% endfor %}"

    assert faults(tmp_path, mail__txt__j2=text) == []
    assert "学区划分咨询" in text_of(composer(templates=tmp_path).compose(morning()))


def test_an_unknown_field_is_a_fault(tmp_path: Path) -> None:
    text = "{% for section in sheet.sections %}{% for entry in section.entries %}{{ entry.fields.reqest }}{% endfor %}{% endfor %}"

    (fault,) = faults(tmp_path, mail__txt__j2=text)

    assert fault.message == "no workflow has a public field `reqest`: did you mean `request`?"


@pytest.mark.parametrize(
    "reach",
    [
        "{{ sheet.entries[0].item }}",
        "{{ sheet.entries[0].standing }}",
        "{{ ''.__class__ }}",
        "{{ sheet.__class__.__mro__ }}",
    ],
)
def test_a_template_cannot_reach_what_the_words_were_made_from(tmp_path: Path, reach: str) -> None:
    assert faults(tmp_path, mail__txt__j2=reach)


def test_a_file_of_another_name_is_told(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, mail__html="x")

    assert fault.message == "is not a template: did you mean `mail.html.j2`?"


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / TEXT).write_bytes("督办".encode("gb18030"))

    assert check_templates(tmp_path) == [Fault(TEXT, 0, "is not written in UTF-8")]


def test_html_is_escaped_in_a_countys_layout_too(tmp_path: Path) -> None:
    (tmp_path / HTML).write_text("<!doctype html><html><body><p>{{ county }}</p></body></html>", "utf-8")

    mail = composer(templates=tmp_path, county=Text("<b>县</b>", "")).compose(morning())

    assert "<p>&lt;b&gt;县&lt;/b&gt;</p>" in html_of(mail)


def test_a_template_that_fails_in_the_morning_is_put_aside(tmp_path: Path) -> None:
    """Never silent: the mail goes out in the built-in words."""
    (tmp_path / TEXT).write_text("{{ sheet.nothing }}", "utf-8")

    assert "今天先办两件" in text_of(composer(templates=tmp_path).compose(morning()))


def test_the_known_variables_are_those_a_layout_is_given() -> None:
    pen = composer()._pen(morning(), composer()._built_in["zh"])

    assert set(composer()._view(pen, sheet_of(pen, [], may_reply=True))) | {"subject"} == VARIABLES
