"""Whatever a hand can do to a rulebook: it is accepted, or refused with file, line and column; never a traceback.

500 mutants in the quick run, 10 000 in the slow one; DUBAN_MUTANTS sets another number. The seed of a mutant is its number.
"""

import os
import random

import pytest

from config.yaml_reader import Fault, Faults
from workflows.draw import draw
from workflows.loader import SHIPPED, load_texts

TEXTS = {file.name: file.read_text(encoding="utf-8") for file in sorted(SHIPPED.glob("*.yaml"))}
GARBAGE = (
    "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n  ", "'", '"', "#", "&a ", "*a ", "!x ", "|", ">", "@", "%", "\t", "\0",
    "〔", "\ud83d", "null", "~", "yes", "on", "in", "class", "10 wd", "10 wd @A", "2 h @A", "by term_end @A", "-1 wd @A",
    "99999 wd @A", "T-0 wd", "engine", "responsible", "none", "NONE", "choose", "[]", "{}", "''", "not (", "a == 'b'",
    "9" * 400, "x" * 500, "[" * 40,
)  # fmt: skip
SETS = (("first_contact",), ("time_limit",), ("monthly_check", "monthly_bulletin"), ("post_gap",))  #: loaded together
QUICK, SLOW, BATCH = 500, 10_000, 100


def mutant(number: int) -> dict[str, str]:
    """The shared file and one set of rulebooks, one or two files of them changed in one to three ways."""
    dice = random.Random(number)
    texts = {f"{name}.yaml": TEXTS[f"{name}.yaml"] for name in ("shared", *dice.choice(SETS))}
    for _ in range(dice.choice((1, 1, 2))):
        file = dice.choice(sorted(texts))
        for _ in range(dice.choice((1, 1, 2, 3))):
            texts[file] = dice.choice(WAYS)(texts[file], dice)
    return texts


def delete_line(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    start = dice.randrange(len(lines))
    del lines[start : start + dice.choice((1, 1, 2, 5))]
    return "\n".join(lines)


def repeat_line(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return "\n".join(lines)


def swap_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def rename_word(text: str, dice: random.Random) -> str:
    """A key or a name becomes another word of the file, or nearly itself, everywhere or once."""
    words = sorted({word.strip("{}[],:'\"") for word in text.split()} - {""})
    if not words:
        return text
    word = dice.choice(words)
    other = dice.choice((dice.choice(words), word[:-1], word + "x", word.upper(), ""))
    return text.replace(word, other, dice.choice((1, 1, -1)))


def swap_values(text: str, dice: random.Random) -> str:
    """What stands behind two colons changes places."""
    lines = text.split("\n")
    places = [index for index, line in enumerate(lines) if ": " in line]
    if len(places) < 2:
        return text
    one, other = dice.sample(places, 2)
    (head, _, tail), (head2, _, tail2) = lines[one].partition(": "), lines[other].partition(": ")
    lines[one], lines[other] = f"{head}: {tail2}", f"{head2}: {tail}"
    return "\n".join(lines)


def insert_garbage(text: str, dice: random.Random) -> str:
    position = dice.randrange(len(text) + 1)
    return text[:position] + dice.choice(GARBAGE) + text[position:]


def replace_value(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    places = [index for index, line in enumerate(lines) if ": " in line]
    if not places:
        return text
    index = dice.choice(places)
    lines[index] = f"{lines[index].partition(': ')[0]}: {dice.choice(GARBAGE)}"
    return "\n".join(lines)


def truncate(text: str, dice: random.Random) -> str:
    return text[: dice.randrange(len(text) + 1)]


def indent(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    index = dice.randrange(len(lines))
    lines[index] = lines[index][2:] if dice.random() < 0.5 else f"  {lines[index]}"
    return "\n".join(lines)


WAYS = (
    delete_line, repeat_line, swap_lines, rename_word, rename_word, swap_values, insert_garbage, replace_value, truncate, indent,
)  # fmt: skip


def judge(number: int) -> bool:
    """Whether a mutant is accepted. Whatever is accepted can also be drawn."""
    texts = mutant(number)
    faults: tuple[Fault, ...] = ()
    try:
        machines = load_texts(texts).machines
    except Faults as error:
        machines, faults = {}, error.faults
    for fault in faults:
        assert (fault.place.file in texts, fault.place.line >= 1, fault.place.column >= 1) == (True, True, True), fault
    for machine in machines.values():
        assert draw(machine) != draw(machine, "en")
    assert bool(machines) != bool(faults)
    return not faults


def numbers(count: int) -> list[int]:
    return list(range(0, int(os.environ.get("DUBAN_MUTANTS", count)), BATCH))


@pytest.mark.parametrize("first", numbers(QUICK))
def test_a_mutated_rulebook_is_accepted_or_refused_with_its_place(first: int) -> None:
    accepted = [judge(number) for number in range(first, first + BATCH)]

    assert 0 < sum(accepted) < BATCH  # mutants that are all the same would prove nothing


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", numbers(SLOW))
def test_ten_thousand_mutants(first: int) -> None:
    for number in range(first, first + BATCH):
        judge(number)
