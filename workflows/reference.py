"""The reference of the rulebook language, written from the schema so that it cannot go stale.

Here: reference, and `python -m workflows.reference` to write it. Not here: the schema (schema/).
"""

from collections.abc import Iterator
from pathlib import Path

from workflows.schema import RULEBOOK, SHARED
from workflows.shape import Cases, Either, Form, Key, Keys, ListOf, Names, Scalar

REFERENCE = Path(__file__).parent.parent / "docs" / "rulebook-reference.md"

_HEAD = """\
# The rulebook language: reference 规则手册语言参考

Written from the schema by `python -m workflows.reference`; do not edit it here.

Every number of a limit, step, extension, sample or score is `VALUE @TAG SOURCE`: `@L` law 法律法规, `@P` practice published
somewhere 已有做法, `@A` our own assumption 暂定. Units: `wd` working days 工作日, `cd` calendar days 自然日, `months`, `years`.

Limits: `10 wd` · `60 cd` · `3 months` · `2 years` · `by month_end` · `by quarter_end` · `by next_month_end` ·
`by wd 5 of next_month` · `on the 10 of this_month` · `on FIELD` · `5 wd after FIELD`.
Conditions: names of fields, `'text'`, numbers, `yes`, `no`, `2026-06-30`, `== != < <= > >=` (also chained), `and or not`,
parentheses. A missing value makes a comparison false.

Not supported yet 暂不支持: `counts`, `target`, hour clocks (`h`, `min`), `by term_end`.

A county's override file holds lines `PATH: VALUE`, e.g.
`time_limit.duties.decide.limit.promised: 12 wd @P 县教发〔2026〕3号`
Paths into the shared file begin with `shared`; items of a list are counted from 1. Keys marked ◆ are structure and cannot
be overridden: copy the workflow under a name of your own.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    parts = [_HEAD]
    for called, zh, form in (("Rulebook files", "规则手册文件", RULEBOOK), ("The shared file", "共用文件", SHARED)):
        parts.append(f"# {called} {zh}\n")
        parts += [_section(keys) for keys in dict.fromkeys(_all_keys(form))]
    return "\n".join(parts)


def _all_keys(form: Form) -> Iterator[Keys]:
    """Every map of keys under a form, outer before inner."""
    match form:
        case Keys():
            yield form
            for key in form.keys:
                yield from _all_keys(key.form)
        case ListOf(item=inner) | Names(value=inner):
            yield from _all_keys(inner)
        case Cases(plain=plain):
            yield plain
        case Either():
            for each in (form.items, form.map):
                if each is not None:
                    yield from _all_keys(each)


def _section(form: Keys) -> str:
    lines = [
        f"## {form.called[0].upper()}{form.called[1:]} {form.zh}\n",
        "| key | takes | meaning | example |",
        "|---|---|---|---|",
    ]
    lines += [_row(key) for key in form.keys if not key.later]
    return "\n".join(lines) + "\n"


def _row(key: Key) -> str:
    marks = ("" if not key.required else " (required 必填)") + (" ◆" if key.structure else "")
    example = f"`{key.example}`" if key.example else ""
    cells = (f"`{key.name}`{marks}", takes(key.form), f"{key.en} {key.zh}", example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def takes(form: Form) -> str:
    """What may stand behind a key, in words."""
    match form:
        case Scalar():
            return form.en
        case ListOf():
            return f"{takes(form.item)}, or a list of these" if form.lone else f"a list: {takes(form.item)}"
        case Keys():
            return f"{form.called} (below)"
        case Names():
            fixed = f"; `{form.fixed[0].name}`: {takes(form.fixed[0].form)}" if form.fixed else ""
            return f"a map from {form.name.en} to {takes(form.value)}{fixed}"
        case Cases():
            return f"{form.plain.called} (below), or `choose: FIELD` and a limit for each choice"
        case Either():
            return ", or ".join(takes(each) for each in (form.scalar, form.items, form.map) if each is not None)


if __name__ == "__main__":
    REFERENCE.parent.mkdir(exist_ok=True)
    REFERENCE.write_text(reference(), encoding="utf-8")
