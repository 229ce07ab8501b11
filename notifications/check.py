"""Whether a county's own templates are sound, told before a mail needs them.

Here: reading them (syntax, names, phrases, private fields) and trying them with letters and papers of every kind. Not here: the
built-in ones, which are tested; the shape in which faults are shown (service/).
"""

import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import product
from pathlib import Path
from types import FrameType

from jinja2 import FileSystemLoader, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from notifications import sample
from notifications.compose import MailComposer
from notifications.environment import Environment
from notifications.mime import Sender
from notifications.sample_letters import every_letter, paper_letter
from notifications.template import BUILT_IN, HTML, NAMES, PAPER, TEXT, Templates, kind_of
from notifications.words import LANGUAGES, phrases, words_file

#: What layouts are given (compose.py).
VARIABLES = frozenset(
    {"lang", "brand", "county", "written", "written_in_full", "sheet", "name", "label", "colon", "rule", "see", "mine"}
    | {"mine_link", "subject"}
)
PAPER_VARIABLES = frozenset({"lang", "paper"})  #: what the layouts of papers are given (enclosing.py)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str
    line: int  #: 0 = the file as a whole
    message: str


def check_templates(folder: Path, private: Collection[str] = (), public: Collection[str] | None = None) -> list[Fault]:
    """Every fault in a county's templates folder; none if there is no such folder.

    `private` and `public` are the names of the fields of the county's rulebooks; without `public` unknown ones pass.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    faults = {fault for file in sorted(folder.iterdir()) for fault in _read(file, frozenset(private), public)}
    return sorted(faults or set(_try(folder)))


def _read(file: Path, private: frozenset[str], public: Collection[str] | None) -> Iterator[Fault]:
    if file.name not in NAMES and not kind_of(file.name):
        if file.suffix in (".j2", ".css", ".html", ".txt"):
            yield Fault(file.name, 0, _meant("is not a template", file.name, NAMES))
        return
    try:
        source = file.read_text(encoding="utf-8")
        tree = Environment("zh", FileSystemLoader(file.parent)).parse(source, file.name, str(file))
    except UnicodeDecodeError:
        yield Fault(file.name, 0, "is not written in UTF-8")
        return
    except TemplateSyntaxError as fault:
        yield Fault(file.name, fault.lineno, fault.message or "cannot be read")
        return
    if file.suffix != ".css":
        yield from _names(file.name, tree)
        yield from _fields(file.name, tree, private, public)


def _names(name: str, tree: nodes.Template) -> Iterator[Fault]:
    """Variables nobody gives, and phrases nobody says."""
    known = _known_in(name)
    unknown = find_undeclared_variables(tree) - known
    for node in tree.find_all(nodes.Name):
        if node.name in unknown and node.ctx == "load":
            yield Fault(name, node.lineno, _meant(f"there is no `{node.name}` here", node.name, known))
    if name.startswith("words."):
        yield from _phrases(name, tree)


def _known_in(name: str) -> frozenset[str]:
    if name in (HTML, TEXT):
        return VARIABLES
    return PAPER_VARIABLES if name == PAPER or kind_of(name) else frozenset()


def _phrases(name: str, tree: nodes.Template) -> Iterator[Fault]:
    known = phrases(next(lang for lang in LANGUAGES if name == words_file(lang)), BUILT_IN)
    for macro in tree.find_all(nodes.Macro):
        if macro.name not in known:
            yield Fault(name, macro.lineno, _meant(f"no mail says `{macro.name}`", macro.name, known))
            continue
        wanted = tuple(getattr(known[macro.name], "arguments", ()))
        given = tuple(argument.name for argument in macro.args)
        if len(given) != len(wanted):
            expected = ", ".join(wanted) or "nothing"
            yield Fault(name, macro.lineno, f"`{macro.name}` must take ({expected}), not ({', '.join(given)})")


def _fields(
    name: str, tree: nodes.Template, private: frozenset[str], public: Collection[str] | None
) -> Iterator[Fault]:
    """`entry.fields.request`, `entry.fields["request"]`, `entry.fields.get("request")`: only fields that are public."""
    for line, field in _asked(tree):
        if field in private:
            yield Fault(name, line, f"`{field}` is a private field and never stands in a mail")
        elif public is not None and field not in public:
            yield Fault(name, line, _meant(f"no workflow has a public field `{field}`", field, public))


def _asked(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for dot in tree.find_all(nodes.Getattr):
        if _is_fields(dot.node) and dot.attr != "get":
            yield dot.lineno, dot.attr
    for bracket in tree.find_all(nodes.Getitem):
        if _is_fields(bracket.node) and isinstance(bracket.arg, nodes.Const):
            yield bracket.lineno, str(bracket.arg.value)
    for call in tree.find_all(nodes.Call):
        is_get = isinstance(call.node, nodes.Getattr) and call.node.attr == "get" and _is_fields(call.node.node)
        if is_get and call.args and isinstance(call.args[0], nodes.Const):
            yield call.lineno, str(call.args[0].value)


def _is_fields(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr == "fields"


def _meant(message: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"{message}: did you mean `{near[0]}`?" if near else message


# --- trying them -------------------------------------------------------------------------------------------------------------


def _try(folder: Path) -> Iterator[Fault]:
    """Write a letter of every kind with them, with links and without."""
    for lang in LANGUAGES:
        try:
            templates = Templates(lang, folder, styled=False)
            Templates(lang, folder)
        except Exception as fault:  # noqa: BLE001 - whatever a template raises is its fault
            yield _fault(folder, fault)
        else:
            yield from _attempts(folder, templates)


def _attempts(folder: Path, templates: Templates) -> Iterator[Fault]:
    """The first time a place fails it is told; the second time the rest is taken as told."""
    told: set[Fault] = set()
    own = [paper_letter(kind, templates.lang) for file in sorted(folder.iterdir()) if (kind := kind_of(file.name))]
    for composer, letter in product(_composers(), [*every_letter(templates.lang).values(), *own]):
        try:
            composer.draft(letter, templates)
        except Exception as raised:  # noqa: BLE001 - as above
            fault = _fault(folder, raised)
            if fault in told:
                return
            told.add(fault)
            yield fault


def _fault(folder: Path, fault: Exception) -> Fault:
    """Where in the county's files it happened; Jinja's frames bear the template's own name and line."""
    message = getattr(fault, "message", None) or str(fault) or type(fault).__name__
    if isinstance(fault, TemplateSyntaxError):
        return Fault(Path(fault.filename or fault.name or "").name, fault.lineno, message)
    frames = [
        (Path(frame.f_code.co_filename), _source_line(frame, line))
        for frame, line in traceback.walk_tb(fault.__traceback__)
        if Path(frame.f_code.co_filename).parent == folder
    ]
    file, line = frames[-1] if frames else (Path(getattr(fault, "name", None) or "templates"), 0)
    kind = "" if isinstance(fault, TemplateError) else f"{type(fault).__name__}: "
    return Fault(file.name, line, kind + message)


def _source_line(frame: FrameType, line: int) -> int:
    """Jinja puts a layout's own lines into a traceback; a phrase is called by itself, so its line must be looked up."""
    template = frame.f_globals.get("__jinja_template__")
    return int(template.get_corresponding_lineno(line)) if template else line


@cache
def _composers() -> tuple[MailComposer, ...]:
    """One without pages to link to, one with them."""
    sender = Sender("duban@county.example", sample.COUNTY.zh)
    return tuple(
        MailComposer(county=sample.COUNTY, calendar=sample.sample_calendar(), sender=sender, base_url=base_url)
        for base_url in ("", "https://duban.county.example")
    )
