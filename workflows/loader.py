"""From files to machines: read, override, fit, check, resolve, compile; every fault of every file at once.

Here: load_rulebooks and its text-only twin. Not here: each of the steps (config.yaml_reader, override, fit,
checks, resolve, compiler).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from config.yaml_reader import Fault, Faults, Node, Place, read
from workflows.book import Book
from workflows.checks import Family, run
from workflows.compiler import compile_machine
from workflows.county import CountyView
from workflows.fit import fit
from workflows.loaded import Rulebooks, shared_value
from workflows.override import SHARED_NAME, Override, apply, read_overrides
from workflows.remark import remarks
from workflows.resolve import resolve
from workflows.schema import RULEBOOK, SHARED

SHIPPED = Path(__file__).parent / "rulebooks"  #: the rulebooks that come with the program
SHARED_FILE = "shared.yaml"


def load_rulebooks(
    sources: Iterable[Path] = (SHIPPED,), overrides: Iterable[Path] = (), *, county: CountyView | None = None
) -> Rulebooks:
    """Load files and folders of rulebooks; raise Faults with everything wrong in any of them."""
    return load_texts(_texts(sources), _texts(overrides), county=county)


def _texts(sources: Iterable[Path]) -> dict[str, bytes]:
    files = [file for source in sources for file in (_yaml_in(source) if source.is_dir() else [source])]
    return {_display(file): file.read_bytes() for file in files}


def _yaml_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))


def _display(file: Path) -> str:
    """The name a fault shows: short where the file is near."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def load_texts(
    texts: Mapping[str, str | bytes],
    overrides: Mapping[str, str | bytes] | None = None,
    *,
    county: CountyView | None = None,
) -> Rulebooks:
    """Load rulebooks from texts by file name, one of them shared.yaml."""
    loading = _Loading(county)
    nodes = loading.read(texts)
    lines = loading.read_overrides(overrides or {})
    changed = apply(nodes, lines, loading.faults)
    family = loading.judge(changed)
    if loading.faults:
        raise Faults(loading.faults)
    built = _built(family)
    if not lines:
        return built
    before = _Loading(None, files=loading.files)
    base = before.judge(nodes)
    machines = {} if before.faults else _built(base).machines
    return replace(built, notes=remarks(machines, built.machines, lines))


@dataclass
class _Loading:
    """One load: faults gather here until nothing more can be looked at."""

    county: CountyView | None
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  #: workflow or `shared` -> file

    def read(self, texts: Mapping[str, str | bytes]) -> dict[str, Node]:
        """The trees by workflow; a broken file is a fault and left out."""
        nodes: dict[str, Node] = {}
        for file, text in texts.items():
            node = self._read_one(text, file)
            if node is None:
                continue
            name = SHARED_NAME if Path(file).name == SHARED_FILE else self._workflow(node, file)
            if name in nodes:
                place = _name_place(node)
                message = f"`{name}` is already in {self.files[name]}"
                self.faults.append(Fault(place, message, "a county copies a workflow under a name of its own"))
                name = f"{name} in {file}"
            nodes[name] = node
            self.files[name] = file
        if not any(Path(file).name == SHARED_FILE for file in texts):
            self.faults.append(Fault(Place(SHARED_FILE), "there is no shared file among the rulebooks"))
        return nodes

    def _read_one(self, text: str | bytes, file: str) -> Node | None:
        try:
            return read(text, file)
        except Faults as error:
            self.faults += error.faults
            return None

    def _workflow(self, node: Node, file: str) -> str:
        found = node.get("workflow")
        return found.text if found and found.kind == "scalar" and found.text else file

    def read_overrides(self, texts: Mapping[str, str | bytes]) -> list[Override]:
        found: list[Override] = []
        for file, text in texts.items():
            node = self._read_one(text, file)
            if node is not None:
                found += read_overrides(node, self.faults)
        return found

    def judge(self, nodes: Mapping[str, Node]) -> Family:
        """Fit every tree to its schema and run the checks."""
        shared = Book(SHARED_FILE)
        books: list[Book] = []
        for name, node in nodes.items():
            if name == SHARED_NAME:
                shared = fit(node, SHARED, self.files[name])
            else:
                books.append(fit(node, RULEBOOK, self.files[name]))
        family = Family(shared, books, self.county)
        run(family)
        for book in (shared, *books):
            self.faults += book.faults
        return family


def _name_place(node: Node) -> Place:
    found = node.get("workflow")
    return found.place if found else node.place


def _built(family: Family) -> Rulebooks:
    resolved = {book.workflow: resolve(book.data, family.shared.data) for book in family.books}
    return Rulebooks(
        machines={name: compile_machine(data) for name, data in resolved.items()},
        resolved=resolved,
        shared=shared_value(family.shared.data),
    )
