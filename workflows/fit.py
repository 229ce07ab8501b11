"""Fitting a tree of YAML to a schema: every key known, every word readable, everything required there.

Here: from Node and form to Book, with all faults of form. Not here: whether names stand for something
(checks/).
"""

from config.yaml_reader import Node, Place, did_you_mean
from workflows.book import Book, Path, Reference
from workflows.scalar import NOT_YET, Unreadable
from workflows.shape import Cases, Either, Form, Key, Keys, ListOf, Names, Scalar

_CALLED = {"scalar": "a single value", "list": "a list", "map": "a map of keys"}


def fit(node: Node, form: Keys, file: str) -> Book:
    """Fit a whole file."""
    book = Book(file)
    found = _Fitting(book).fit(form, node, ())
    book.data = found if isinstance(found, dict) else {}
    return book


class _Fitting:
    """The walk down one tree. What does not fit is noted and left out; a scalar is kept as text."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def fit(self, form: Form, node: Node, path: Path) -> object:
        self._book.places[path] = node.place
        match form:
            case Scalar():
                return self._scalar(form, node, path)
            case ListOf():
                return self._list(form, node, path)
            case Names():
                return self._names(form, node, path)
            case Keys():
                return self._keys(form, node, path)
            case Cases():
                return self._cases(form, node, path)
            case Either():
                return self._either(form, node, path)

    def _wrong_kind(self, node: Node, wanted: str) -> None:
        self._book.blame(node.place, f"{_CALLED[node.kind]} stands where {wanted} belongs")

    def _scalar(self, form: Scalar, node: Node, path: Path) -> object:
        if node.kind != "scalar":
            self._wrong_kind(node, form.en)
            return None
        self._book.nodes[path] = node
        if not node.text:
            self._book.blame(node.place, f"nothing stands where {form.en} belongs")
            return node.text
        try:
            self._book.values[path] = form.read(node.text)
            self._refer(form, node.text, node.place, path)
        except Unreadable as error:
            self._book.blame(node.at(error.offset), error.message, error.hint)
        return node.text

    def _refer(self, form: Scalar, name: str, place: Place, path: Path) -> None:
        if form.refers:
            self._book.references.append(Reference(form.refers, name, place, path))

    def _list(self, form: ListOf, node: Node, path: Path) -> object:
        items = node.items
        if node.kind == "scalar" and form.lone:
            items = (node,)
        elif node.kind != "list":
            self._wrong_kind(node, "a list")
            return None
        found = [self.fit(form.item, item, (*path, index)) for index, item in enumerate(items)]
        return [item for item in found if item is not None]

    def _map(self, node: Node, wanted: str) -> bool:
        if node.kind != "map":
            self._wrong_kind(node, wanted)
        return node.kind == "map"

    def _names(self, form: Names, node: Node, path: Path) -> object:
        if not self._map(node, "a map of keys"):
            return None
        found: dict[str, object] = {}
        for name, place, value in node.entries:
            fixed = next((key for key in form.fixed if key.name == name), None)
            if fixed is None:
                try:
                    form.name.read(name)
                    self._refer(form.name, name, place, (*path, name))
                except Unreadable as error:
                    self._book.blame(place, error.message, error.hint)
                    continue
            self._book.keys[*path, name] = place
            fitted = self.fit(fixed.form if fixed else form.value, value, (*path, name))
            if fitted is not None:
                found[name] = fitted
        return found

    def _keys(self, form: Keys, node: Node, path: Path) -> object:
        if not self._map(node, form.called):
            return None
        found: dict[str, object] = {}
        for name, place, value in node.entries:
            self._book.keys[*path, name] = place
            key = form.find(name)
            if key is None or key.later:
                self._unknown(key, name, form, node)
                continue
            fitted = self.fit(key.form, value, (*path, name))
            if fitted is not None:
                found[name] = fitted
        self._missing(form, node, path)
        return found

    def _unknown(self, key: Key | None, name: str, form: Keys, node: Node) -> None:
        place = next(place for known, place, _ in node.entries if known == name)
        if key is not None:
            self._book.blame(place, f"`{name}` is {NOT_YET}", "delete it")
            return
        known = [each.name for each in form.keys if not each.later]
        hint = did_you_mean(name, known) or f"{form.called} knows {', '.join(known)}"
        self._book.blame(place, f"{form.called} knows no key `{name}`", hint)

    def _missing(self, form: Keys, node: Node, path: Path) -> None:
        there = {name for name, _, _ in node.entries}
        for key in form.keys:
            if key.required and key.name not in there:
                hint = f"e.g. {key.name}: {key.example}" if key.example else ""
                self._book.blame(self._book.key(*path), f"{form.called} needs `{key.name}`", hint)

    def _cases(self, form: Cases, node: Node, path: Path) -> object:
        if not self._map(node, form.plain.called) or node.get("choose") is None:
            return self._keys(form.plain, node, path) if node.kind == "map" else None
        found: dict[str, object] = {}
        for name, place, value in node.entries:
            self._book.keys[*path, name] = place
            fitted = self.fit(form.field if name == "choose" else form.case, value, (*path, name))
            if fitted is not None:
                found[name] = fitted
        return found

    def _either(self, form: Either, node: Node, path: Path) -> object:
        chosen: Form | None = {"scalar": form.scalar, "list": form.items, "map": form.map}[node.kind]
        if chosen is None:
            forms = [(form.scalar, "a single value"), (form.items, "a list"), (form.map, "a map of keys")]
            self._wrong_kind(node, " or ".join(called for each, called in forms if each is not None))
            return None
        return self.fit(chosen, node, path)
