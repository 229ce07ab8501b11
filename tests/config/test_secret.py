"""Passwords are read where they are kept, when they are needed, and are never shown."""

from pathlib import Path

import pytest

from config.secret import Secret, SecretMissing


def test_a_password_is_read_from_the_environment() -> None:
    assert Secret(env="MAIL").read({"MAIL": "hunter2"}) == "hunter2"


def test_a_password_is_read_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text(" hunter2 \n", encoding="utf-8")

    assert Secret(file=tmp_path / "mail").read({}) == " hunter2 "


@pytest.mark.parametrize("environ", [{}, {"MAIL": ""}])
def test_a_missing_variable_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(SecretMissing, match="The environment variable MAIL holds no password: set it"):
        Secret(env="MAIL").read(environ)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), (b"\n", "is empty"), (b"\xff", "cannot be read")]
)
def test_a_useless_file_is_named_without_its_path(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "mail").write_bytes(content)

    with pytest.raises(SecretMissing, match=f"The password file mail {words}") as caught:
        Secret(file=tmp_path / "mail").read({})

    assert str(tmp_path) not in str(caught.value)
