"""The views for reports: what docs/views.md says is what stands in the database."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.core.change import Derived
from engine.store.database import Database
from engine.store.errors import DatabaseFault
from tests.store.samples import an_opening, load, store

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


def test_the_example_for_each_database_counts_what_is_overdue_on_the_county_s_day(database: Database) -> None:
    queries = re.findall(r"```sql\n-- (\w+): .*\n([^`]*)```", MANUAL.read_text(encoding="utf-8"))
    query = dict(queries)["PostgreSQL" if database.is_postgresql else "SQLite"]
    in_shanghai = (datetime.now(UTC) + timedelta(hours=8)).date()
    late = {"decide": Derived(promised_on=in_shanghai - timedelta(days=1))}
    due_today = {"decide": Derived(promised_on=in_shanghai)}
    store(database, replace(an_opening("SW-1"), derived=late), replace(an_opening("SW-2"), derived=due_today))

    with database.read() as tx:
        assert [tuple(row) for row in tx.execute(text(query))] == [("basic_education", 1)]


@pytest.mark.parametrize("view", ["v_matters", "v_clocks", "v_notices", "v_mails"])
@pytest.mark.parametrize(
    "action", ["UPDATE {} SET state = 'x'", "DELETE FROM {}", "INSERT INTO {} (state) VALUES ('x')"]
)
@pytest.mark.parametrize("is_empty", [True, False])
def test_no_view_can_be_written(database: Database, view: str, action: str, is_empty: bool) -> None:
    if not is_empty:
        store(database, an_opening())
    statement = action.format(view).replace("state", "mode" if view == "v_clocks" else "state")

    # SQLite has a word of its own for it.
    with pytest.raises((DBAPIError, DatabaseFault), match=r"is for reading only|it is a view"), database.write() as tx:
        tx.execute(text(statement))

    if not is_empty:
        assert load(database) == an_opening().matter
