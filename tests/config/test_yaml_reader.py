"""The one door for YAML: everything is text with a place; whatever is wrong is a fault with a place, never a traceback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.yaml_reader import DEEPEST, MOST_CHARACTERS, Fault, Faults, Place, did_you_mean, read


def test_words_stay_what_they_look_like() -> None:
    """YAML 1.1 would make truth, sixtieths and dates of these."""
    node = read('on: no\nbatch: 08:30\nday: 2026-06-30\nempty:\nquoted: "17:30"\nnumber: 010\n', "a.yaml")

    assert [(key, value.text) for key, _, value in node.entries] == [
        ("on", "no"), ("batch", "08:30"), ("day", "2026-06-30"), ("empty", ""), ("quoted", "17:30"), ("number", "010"),
    ]  # fmt: skip


def test_everything_has_its_place() -> None:
    node = read("key:\n  - one\n  - {a: b, c: 'd'}\n", "a.yaml")

    assert node.kind == "map"
    key, place, value = node.entries[0]
    assert (key, place, value.kind, value.place) == ("key", Place("a.yaml", 1, 1), "list", Place("a.yaml", 2, 3))
    assert value.items[0].place == Place("a.yaml", 2, 5)
    inner = value.items[1].get("c")
    assert inner is not None
    assert inner.place == Place("a.yaml", 3, 15)
    assert value.items[1].get("no") is None


def test_a_character_inside_a_text_has_a_place() -> None:
    node = read("a: sent and x\nb: 'sent and x'\nc: |\n  sent\n  and x\nd: sent\n  and x\n", "a.yaml")

    found = [value.at(9) for _, _, value in node.entries[:3]]
    assert found == [Place("a.yaml", 1, 13), Place("a.yaml", 2, 14), Place("a.yaml", 3, 4)]


def test_columns_count_characters_not_bytes() -> None:
    node = read("{标题: 督办, x: y}".encode(), "a.yaml")

    assert [place.column for _, place, _ in node.entries] == [2, 10]


def test_windows_files_are_read() -> None:
    node = read("\ufeffa: 1\r\nb: 2\r\n", "a.yaml")

    assert [(key, place.line, value.text) for key, place, value in node.entries] == [("a", 1, "1"), ("b", 2, "2")]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 1, 1, "the file is empty"),
        ("# only a comment\n", 1, 1, "the file is empty"),
        ("a: [1, 2", 1, 4, "the bracket `[` is not closed"),
        ("b: 1\na: {c: 1", 2, 4, "the bracket `{` is not closed"),
        ("a: b: c", 1, 5, "a colon cannot stand here"),
        ("a: 1\n b: 2\n", 2, 3, "a colon cannot stand here"),
        ("a: 'x", 1, 4, "a quotation mark is not closed"),
        ("a: @A", 1, 4, "a text cannot begin with @"),
        ("a: %x", 1, 4, "a text cannot begin with %"),
        ("- a\nb: 1", 2, 1, "this line does not fit the lines above it"),
        ("a: 1\nb\nc: 2", 2, 1, "a colon is missing after this key"),
        ('a: "\\q"', 1, 6, "this cannot be read as YAML: found unknown escape character"),
        ('a: "\\UFFFFFFFF"', 1, 1, "this cannot be read as YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "the key `a` stands here twice"),
        ("a: &x 1", 1, 4, "anchors (&) and aliases (*) are not used here"),
        ("a: *x", 1, 4, "anchors (&) and aliases (*) are not used here"),
        ("a: !!python/object:os.system x", 1, 4, "tags (!) are not used here"),
        ("a: !x [1]", 1, 4, "tags (!) are not used here"),
        ("? [a]\n: b", 1, 3, "a key must be a plain word"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a file holds one document"),
        ("a:\n\tb: 1\n", 2, 1, "there is a tab here"),
        ("a: 1\nb: \x00", 2, 4, "the character U+0000 cannot stand in a file"),
        ('a: "\\0"', 1, 4, "the character U+0000 cannot stand in a text"),
        ('a: "\\ud800"', 1, 4, "the character U+D800 cannot stand in a text"),
        ("[" * 100, 1, DEEPEST + 1, "nested more than"),
        ("a" * (MOST_CHARACTERS + 1), 1, 1, "the file has more than"),
        (b"a: 1\nb: \xff\xfe", 2, 4, "this is not UTF-8 text"),
        ("a: 1\n".encode("utf-16"), 1, 1, "this is not UTF-8 text"),
        ("%YAML 3.0\n---\na: 1", 1, 1, "this cannot be read as YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str | bytes, line: int, column: int, says: str) -> None:
    with pytest.raises(Faults) as caught:
        read(text, "a.yaml")

    fault = caught.value.faults[0]
    assert (fault.place, says in fault.message) == (Place("a.yaml", line, column), True), str(fault)


def test_several_faults_of_one_file_are_told_together() -> None:
    with pytest.raises(Faults) as caught:
        read("a: *x\nb: !t 1\nb: 2\n", "a.yaml")

    assert [fault.place.line for fault in caught.value.faults] == [1, 2, 3]


def test_a_fault_reads_like_a_compilers() -> None:
    fault = Fault(Place("small.yaml", 3, 7), "there is no role `clark`", "did you mean `clerk`?")

    assert str(fault) == "small.yaml:3:7: there is no role `clark` (did you mean `clerk`?)"
    assert str(Fault(Place("small.yaml", 3, 7), "it is so")) == "small.yaml:3:7: it is so"


def test_faults_are_sorted_and_said_once() -> None:
    late, early = Fault(Place("a.yaml", 9, 1), "late"), Fault(Place("a.yaml", 2, 8), "early")

    assert str(Faults([late, early, late])) == "a.yaml:2:8: early\na.yaml:9:1: late"


@pytest.mark.parametrize(("name", "hint"), [("anser", "did you mean `answer`?"), ("xyzzy", "")])
def test_the_nearest_known_name_is_offered(name: str, hint: str) -> None:
    assert did_you_mean(name, ["answer", "hand_over"]) == hint


def test_a_long_map_is_read_quickly() -> None:
    """The look-out for keys that stand twice does not grow with the square of the map."""
    assert len(read("".join(f"k{number}: 1\n" for number in range(20_000)), "a.yaml").entries) == 20_000


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text(alphabet="ab:-[]{}'\"|>&*!%#? \n", max_size=80))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    places: list[Place] = []
    try:
        places.append(read(text, "a.yaml").place)
    except Faults as error:
        places += [fault.place for fault in error.faults]

    assert places
    assert all(place.line >= 1 and place.column >= 1 for place in places)
