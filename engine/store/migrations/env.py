"""Alembic's entry: it runs on the connection, and in the transaction, that schema.py hands over."""

from alembic import context

from engine.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by making it anew, and triggers do not survive that:
    # whoever alters a guarded table makes its triggers anew too.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
