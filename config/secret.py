"""Passwords: where they are kept. The county folder only names the place; it is looked up when it is needed.

Here: Secret and its reading. Not here: anything that shows or stores what was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.form import Form
from config.value import Unreadable, variable


class SecretMissing(Exception):
    """The place that should hold a password holds none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A password kept in an environment variable or in a file outside the county folder."""

    env: str = ""
    file: Path | None = None

    def read(self, environ: Mapping[str, str]) -> str:
        """The password, now."""
        if self.file is None:
            if not environ.get(self.env):
                raise SecretMissing(f"The environment variable {self.env} holds no password: set it.")
            return environ[self.env]
        try:
            found = self.file.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretMissing(f"The password file {self.file.name} cannot be read: check it.") from error
        if not found:
            raise SecretMissing(f"The password file {self.file.name} is empty: write the password into it.")
        return found


def read_secret(form: Form, folder: Path) -> Secret | None:
    """The `password_env` or `password_file` of a form, None when there is neither."""
    env = form.read("password_env", variable, "")
    file = form.read("password_file", lambda text: _outside(text, folder), None)
    if form.has("password_env") and form.has("password_file"):
        form.fault("password_file", "stands beside password_env", "keep one of the two")
    if not env and file is None:
        return None
    return Secret(env=env) if env else Secret(file=file)


def _outside(text: str, folder: Path) -> Path:
    """A file that is not copied, backed up or handed on together with the folder."""
    try:
        path = (folder / text).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise Unreadable("is not the name of a file", "write the path of a file outside the county folder") from error
    if inside:
        raise Unreadable("must lie outside the county folder", "move the file, so that no copy of the folder holds it")
    return path
