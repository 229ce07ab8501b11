"""The views for reports: what docs/views.md says is what stands in the database."""

import re
from pathlib import Path

from sqlalchemy import text

from engine.store.database import Database

MANUAL = Path(__file__).parent.parent.parent / "docs" / "views.md"


def documented() -> dict[str, set[str]]:
    """View -> its columns, as the page names them."""
    sections = re.split(r"^## (v_\w+):.*$", MANUAL.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {
        view: {name for row in re.findall(r"^\| ([a-z_, ]+) \|", body, re.MULTILINE) for name in row.split(", ")}
        - {"column"}
        for view, body in zip(sections[::2], sections[1::2], strict=True)
    }


def test_every_column_of_every_view_is_documented_and_there_is_no_other(database: Database) -> None:
    with database.read() as tx:
        found = {view: set(tx.execute(text(f"SELECT * FROM {view}")).keys()) for view in documented()}

    assert found == documented()


def test_the_example_of_the_page_runs_on_both_databases(database: Database) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)

    with database.read() as tx:
        assert tx.execute(text(query)).all() == []
